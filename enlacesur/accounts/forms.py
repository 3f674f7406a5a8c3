from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.utils.translation import gettext_lazy as _


class SignUpForm(SignupForm):
    """The password is an offer: without one, a code comes by e-mail each time. The adapter keeps the name."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    field_order = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("Ten characters or more. Without a password you sign in by a code.")
        without_placeholders(self)


class SignInForm(LoginForm):
    """From the address to the password is one press of the Tab key: the way out for who forgot it comes after both."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        without_placeholders(self)


def without_placeholders(form: forms.Form) -> None:
    """The labels say it already."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
