from datetime import datetime, timedelta
from typing import Any

from babel.dates import get_timezone_location
from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, to_locale
from django.utils.translation import gettext as _

from enlacesur.core.forms import Form, ModelForm, set_choices
from enlacesur.network.models import OrganisationKind, Role
from enlacesur.notifications.announcing import FATES, version_of
from enlacesur.notifications.models import Announcement, LetterKind
from enlacesur.notifications.states import LetterState
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import choices

MANY = forms.CheckboxSelectMultiple
MINUTE, YEAR = timedelta(minutes=1), timedelta(days=365)
KINDS = [choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.NETWORK]


class AnnouncementForm(ModelForm):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("To those of these kinds of institution"), choices=KINDS, widget=MANY, required=False
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("To those with these roles"), choices=Role.choices, widget=MANY, required=False
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("To those of these countries"), widget=MANY, required=False
    )
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("To those with these themes"),
        help_text=gettext_lazy("People whose institution works on one of them."),
        widget=MANY,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Announcement
        fields = [
            "title",
            "text",
            "title_pt",
            "text_pt",
            "urgent",
            "members_only",
            "kinds",
            "roles",
            "countries",
            "themes",
        ]
        labels = {
            "title": gettext_lazy("Title"),
            "text": gettext_lazy("Text"),
            "title_pt": gettext_lazy("Title in Portuguese"),
            "text_pt": gettext_lazy("Text in Portuguese"),
            "urgent": gettext_lazy("Urgent: mailed at once also to those who want digests only"),
            "members_only": gettext_lazy("Only to those who act for a member of the network"),
        }
        help_texts = {
            "text": gettext_lazy(
                "Markdown: an empty line begins a paragraph, “-” a list; **bold**, [words](https://address)."
            ),
            "title_pt": gettext_lazy("Without it, readers of Portuguese get the Spanish one."),
            "urgent": gettext_lazy("For what cannot wait. It also goes beyond the mails a week that people chose."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 10}),
            "text_pt": forms.Textarea(attrs={"rows": 10}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = version_of(self.instance)
        set_choices(self, "countries", choices(Vocabulary.COUNTRIES))
        set_choices(self, "themes", choices(Vocabulary.THEMES))

    def clean(self) -> dict[str, Any]:
        row = super().clean() or {}
        if row.get("text_pt") and row.get("title_pt") == "":
            self.add_error("title_pt", _("There is a text in Portuguese: give it a title too."))
        if row.get("title_pt") and row.get("text_pt") == "":
            self.add_error("text_pt", _("There is a title in Portuguese: write the text too."))
        return row


class HourInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ScheduleForm(Form):
    at = forms.DateTimeField(label=gettext_lazy("When"), widget=HourInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = _("Leave it empty to send it now. The hour is that of %(place)s.") % {
            "place": place_of_the_clock()
        }

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at and at < timezone.now() - MINUTE:
            raise forms.ValidationError(_("That hour has passed. Leave it empty to send it now."))
        if at and at > timezone.now() + YEAR:
            raise forms.ValidationError(_("Choose an hour within a year."))
        return at


def place_of_the_clock() -> str:
    """Montevideo"""
    return get_timezone_location(str(timezone.get_current_timezone()), to_locale(get_language() or "es"), True)


class RecipientsForm(forms.Form):
    """The filters of who got an announcement. Nonsense in the address counts as no filter."""

    q = forms.CharField(required=False, max_length=100)
    fate = forms.ChoiceField(required=False, choices=[("", ""), *((name, name) for name in FATES)])


class LogForm(forms.Form):
    """The filters of the log of letters. Nonsense in the address counts as no filter."""

    q = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(required=False, choices=[("", ""), *LetterState.choices])
    kind = forms.ChoiceField(required=False, choices=[("", ""), *LetterKind.choices])
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


def chosen(form: forms.Form) -> dict[str, Any]:
    """The filters that hold something that can be."""
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}
