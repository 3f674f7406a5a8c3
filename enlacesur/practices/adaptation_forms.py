from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from enlacesur.core.forms import Form, set_choices
from enlacesur.practices.adapting import TOLD
from enlacesur.practices.forms import YearField, area
from enlacesur.practices.models import Adaptation, Practice
from enlacesur.practices.readiness import Answer
from enlacesur.practices.states import AdaptationState

MOST_TEACHERS = 200


def usd() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("What it cost your city, in US$"),
        help_text=_("About, from the beginning until now."),
        required=False,
        min_value=0,
        max_value=1_000_000_000,
    )


def people() -> forms.IntegerField:
    return forms.IntegerField(label=_("How many people it reaches"), required=False, min_value=0, max_value=100_000_000)


def results() -> forms.CharField:
    return forms.CharField(label=_("What came of it"), max_length=5000, required=False, widget=area(4))


def reason(label: Any, hint: Any, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=2000, required=required, widget=area(3))


class Years(Form):
    """What holds of every form that tells since when."""

    began: int | None = None  # where the form itself does not ask it

    def clean(self) -> dict[str, Any]:
        row = super().clean() or {}
        started, worked = row.get("started", self.began), row.get("worked_since")
        if started and worked and worked < started:
            self.add_error("worked_since", _("It works before it begins."))
        return row


class AdaptationForm(Years):
    """What a city tells of how it adapts a card. What there is to tell only later stands folded."""

    later = ("started", "worked_since", "results", "cost_usd", "people_reached")

    keeps = forms.CharField(
        label=_("What does your city keep?"),
        help_text=_("What of the solution stays as it is."),
        max_length=5000,
        widget=area(4),
    )
    changes = forms.CharField(
        label=_("What does it change?"),
        help_text=_("What is done otherwise: by whom, where, with what. This is what helps the next city most."),
        max_length=5000,
        widget=area(4),
    )
    why = forms.CharField(label=_("Why?"), max_length=5000, required=False, widget=area(3))
    parent = forms.TypedChoiceField(
        label=_("From whom did your city learn?"), coerce=int, empty_value=None, required=False
    )
    started = YearField(label=_("Since which year"), required=False)
    worked_since = YearField(label=_("Since when does it work"), required=False)
    results = results()
    cost_usd = usd()
    people_reached = people()

    def __init__(self, *args: Any, practice: Practice, teachers: Iterable[Adaptation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teachers = {teacher.pk: teacher for teacher in teachers}
        others = [(pk, teacher.organisation) for pk, teacher in self.teachers.items()]
        set_choices(self, "parent", [("", practice.organisation), *others])

    @property
    def is_told_more(self) -> bool:
        return any(self.errors.get(name) or self.data.get(name) or self.initial.get(name) for name in self.later)

    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TOLD}

    @property
    def teacher(self) -> Adaptation | None:
        return self.teachers.get(self.cleaned_data["parent"])


class BeginForm(AdaptationForm):
    state = forms.ChoiceField(label=_("How far is it?"), choices=AdaptationState.choices)
    abandonment_reason = reason(
        _("If it was abandoned: why?"), _("It keeps another city from the same."), required=False
    )

    field_order = ("keeps", "changes", "why", "parent", "state", "abandonment_reason")

    def clean(self) -> dict[str, Any]:
        row = super().clean()
        abandoned = row.get("state") == AdaptationState.ABANDONED
        if abandoned and not row.get("abandonment_reason"):
            self.add_error(
                "abandonment_reason", _("Say why, in a sentence or two: it keeps another city from the same.")
            )
        return row


class WorkingForm(Years):
    worked_since = YearField(label=_("Since when does it work"), required=False)
    results = results()
    cost_usd = usd()
    people_reached = people()

    def __init__(self, *args: Any, began: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.began = began


class AbandonForm(Form):
    reason = reason(
        _("Why was it abandoned?"), _("Everybody reads it: a failure that is told keeps another city from the same.")
    )


class ConfirmForm(Form):
    note = reason(_("A word on it"), _("Everybody reads it."), required=False)
    read = forms.CharField(widget=forms.HiddenInput, required=False)  # the words that are confirmed, by their SHA-256


class DisputeForm(Form):
    reason = reason(_("What is not so?"), _("Everybody reads it, the other city first."))


class OwnCardForm(Form):
    card = forms.TypedChoiceField(label=_("Your city's own card of it"), coerce=int)

    def __init__(self, *args: Any, cards: Iterable[Practice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cards = {card.pk: card for card in cards}
        set_choices(self, "card", [(pk, card.title) for pk, card in self.cards.items()])

    def clean_card(self) -> Practice:
        card = self.cards.get(self.cleaned_data["card"])
        if card is None:
            raise ValidationError(_("Choose a published card of the city that adapts."))
        return card


class CorrectionForm(Form):
    """A city's own word on something that is needed."""

    requirement = forms.CharField(widget=forms.HiddenInput, max_length=200)
    answer = forms.ChoiceField(label=_("What is so?"), choices=Answer.choices)
    note = forms.CharField(label=_("In a word"), required=False, max_length=300)

    def correction(self) -> dict[str, str]:
        row = self.cleaned_data
        return {"requirement": row["requirement"], "says": row["answer"], "note": row["note"]}
