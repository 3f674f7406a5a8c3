from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enlacesur.core.forms import DayInput, Folded, Form, set_choices
from enlacesur.exchange.agreement import Proposal
from enlacesur.exchange.models import Expert, Need, Strength, TextLanguage
from enlacesur.network.models import today
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import choices

MANY = forms.CheckboxSelectMultiple
LONG = forms.Textarea(attrs={"rows": 5})
SHORT = forms.Textarea(attrs={"rows": 3})


class TaggedForm(Folded):
    """Themes, SDGs and languages, the same way everywhere."""

    themes = forms.MultipleChoiceField(label=_("Themes"), widget=MANY, required=False)
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Sustainable Development Goals"), widget=MANY, coerce=int, required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which you can work"), widget=MANY, choices=TextLanguage.choices, required=False
    )
    modalities = forms.MultipleChoiceField(label=_("Ways of working"), widget=MANY, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "themes", choices(Vocabulary.THEMES))
        set_choices(self, "sdgs", [(slug, f"{slug} · {label}") for slug, label in choices(Vocabulary.SDGS)])
        if "modalities" in self.fields:
            set_choices(self, "modalities", choices(Vocabulary.MODALITIES))

    def changes(self) -> dict[str, Any]:
        """What is written anew alone: the rest may have been written by others meanwhile."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class NeedForm(TaggedForm):
    later = ("themes", "sdgs", "modalities", "languages", "ceiling_usd", "by")

    class Meta:
        model = Need
        fields = [
            "title",
            "text",
            "language",
            "themes",
            "sdgs",
            "modalities",
            "languages",
            "ceiling_usd",
            "by",
            "visibility",
            "hide_city",
        ]
        labels = {
            "title": _("What do you need, in one line?"),
            "text": _("Tell it in a few sentences"),
            "language": _("Language in which you write"),
            "ceiling_usd": _("Ceiling to begin with, in US$"),
            "by": _("By when"),
            "visibility": _("Who sees it"),
            "hide_city": _("Without the name of the city"),
        }
        help_texts = {
            "text": _(
                "The problem as you live it, what you have already, what you cannot do. Everyday words are best."
            ),
            "hide_city": _("Others see the country alone, until you open it to a candidate."),
        }
        widgets = {"text": LONG, "by": DayInput(), "visibility": forms.RadioSelect}

    def clean_text(self) -> str:
        return longer_than_nothing(self.cleaned_data["text"])

    def clean_by(self) -> date | None:
        day = self.cleaned_data["by"]
        if day and day < today() and "by" in self.changed_data:
            raise forms.ValidationError(_("That day has passed."))
        return day


class StrengthForm(TaggedForm):
    modalities = forms.MultipleChoiceField(label=_("How you can help"), widget=MANY)

    class Meta:
        model = Strength
        fields = ["title", "text", "language", "themes", "sdgs", "modalities", "languages", "per_year"]
        labels = {
            "title": _("What do you offer, in one line?"),
            "text": _("What can another city see or learn, and what do you ask of it?"),
            "language": _("Language in which you write"),
            "per_year": _("How many exchanges can you host a year?"),
        }
        help_texts = {"per_year": _("When they are taken, nobody can ask for more until the next year.")}
        widgets = {"text": LONG, "per_year": forms.NumberInput(attrs={"min": 1, "max": 50, "inputmode": "numeric"})}

    def clean_text(self) -> str:
        return longer_than_nothing(self.cleaned_data["text"])


class ExpertForm(TaggedForm):
    # Django: a form does without a field of its base by naming it None.
    modalities = None  # type: ignore[assignment]

    class Meta:
        model = Expert
        fields = ["name", "profession", "text", "language", "themes", "sdgs", "languages", "hours_per_year", "consent"]
        labels = {
            "name": _("Name"),
            "profession": _("Profession or post"),
            "text": _("What has this person done?"),
            "language": _("Language in which you write"),
            "hours_per_year": _("Hours a year that the city offers"),
            "consent": _("This person agrees to be shown here"),
        }
        widgets = {"text": LONG}

    def clean_consent(self) -> bool:
        if not self.cleaned_data["consent"]:
            raise forms.ValidationError(_("Nobody is shown without agreeing."))
        return True


def longer_than_nothing(text: str) -> str:
    if len(text.split()) < 5:
        raise forms.ValidationError(_("Write at least a sentence: with so few words nobody can help."))
    return text


class ProposalForm(Form):
    """What two cities agree on: the same fields when asking, proposing and reading."""

    topic = forms.CharField(label=_("Topic"), max_length=120)
    modality = forms.ChoiceField(label=_("Way of working"))
    starts = forms.DateField(label=_("From"), widget=DayInput())
    ends = forms.DateField(label=_("Until"), widget=DayInput())
    people = forms.CharField(label=_("Who takes part"), required=False, max_length=2000, widget=SHORT)
    costs = forms.CharField(label=_("Who pays what"), required=False, max_length=2000, widget=SHORT)
    note = forms.CharField(label=_("A word with these terms"), required=False, max_length=2000, widget=SHORT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "modality", choices(Vocabulary.MODALITIES))

    def clean(self) -> dict[str, Any]:
        row = super().clean() or {}
        starts, ends = row.get("starts"), row.get("ends")
        if starts and starts < today():
            self.add_error("starts", _("That day has passed."))
        if starts and ends and ends < starts:
            self.add_error("ends", _("It ends before it begins."))
        return row

    def proposal(self) -> Proposal:
        names = Proposal.__dataclass_fields__
        return Proposal(**{name: value for name, value in self.cleaned_data.items() if name in names})


class AskForm(ProposalForm):
    message = forms.CharField(
        label=_("What do you want to learn or solve?"),
        help_text=_("Two or three sentences for the other city."),
        max_length=3000,
        widget=SHORT,
    )
    field_order = ["message", "topic", "modality", "starts", "ends", "people", "costs"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]


class ReasonForm(Form):
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class OutcomeForm(Form):
    outcome = forms.CharField(
        label=_("What came of it for your city?"),
        help_text=_("It shows on both cities' pages. Little or nothing is an answer too."),
        max_length=3000,
        widget=SHORT,
    )


class HelpForm(Form):
    message = forms.CharField(
        label=_("How can your city help?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
