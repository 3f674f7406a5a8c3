from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import translation

from enlacesur.core.links import localised
from enlacesur.core.profile import network


class Adapter(DefaultAccountAdapter):
    """What allauth asks of us: keep the name and the language of a new person, and write in it."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data.get("name", "")
        user.language = translation.get_language()
        if commit:
            user.save()
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """In the language that the person has chosen."""
        language = request.user.language if request.user.is_authenticated else None
        return localised(str(resolve_url(settings.LOGIN_REDIRECT_URL)), language)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user")
        with translation.override(user.language if user else translation.get_language()):
            super().send_mail(template_prefix, email, context | {"current_site": Site()})


class Site:
    """What allauth's mails say they come from: the platform, by its name and public address."""

    def __init__(self) -> None:
        self.name, self.domain = network()["platform"], settings.SITE_URL
