"""Sentences of allauth that this platform says in its own words: our catalogues come first, and translate them anew."""

from django.utils.translation import gettext_noop

PAGES = (
    gettext_noop("Sign In"),
    gettext_noop("Sign Out"),
    gettext_noop("Remember Me"),
    gettext_noop("Request Code"),
    gettext_noop("Send me a sign-in code"),
    gettext_noop("Enter Sign-In Code"),
    gettext_noop("Enter Email Verification Code"),
    gettext_noop("Enter Password Reset Code"),
    gettext_noop("Password Reset"),
    gettext_noop("Please reauthenticate to safeguard your account."),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("We've sent a code to %(recipient)s. The code expires shortly, so please enter it soon."),
    gettext_noop("A sign-in code has been sent to %(recipient)s."),
    gettext_noop("Successfully signed in as %(name)s."),
)

MAILS = (
    gettext_noop("Your sign-in code is listed below. Please enter it in your open browser window."),
    gettext_noop("Your email verification code is listed below. Please enter it in your open browser window."),
    gettext_noop("Your password reset code is listed below. Please enter it in your open browser window."),
    gettext_noop("This mail can be safely ignored if you did not initiate this action."),
    gettext_noop(
        "You're receiving this email because user %(user_display)s has given your email address"
        " to register an account on %(site_domain)s."
    ),
    gettext_noop("Your email has been changed from %(from_email)s to %(to_email)s."),
    gettext_noop("Email address %(deleted_email)s has been removed from your account."),
    gettext_noop(
        "You are receiving this email because you or someone else tried to signup for an\n"
        "account using email address:\n\n%(email)s\n\n"
        "However, an account using that email address already exists.  In case you have\n"
        "forgotten about this, please use the password forgotten procedure to recover\n"
        "your account:\n\n%(password_reset_url)s"
    ),
)
