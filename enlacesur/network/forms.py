from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enlacesur.core.forms import DayInput, Form, ModelForm, set_choices
from enlacesur.network.models import Mandate, Organisation, OrganisationKind, Role, today
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms


def grouped_organisations(organisations: Any = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Every member organisation, or each of these, under its country: a list that works without JavaScript."""
    organisations = Organisation.objects.members() if organisations is None else organisations
    rows = organisations.order_by("alphabetical").values_list("pk", "name", "acronym", "kind", "country")
    labels = dict(OrganisationKind.choices)
    groups: dict[str, list[tuple[int, str]]] = {}
    for pk, name, acronym, kind, country in rows:
        called = f"{name}, {acronym}" if acronym else name
        groups.setdefault(country, []).append(
            (pk, called if kind == OrganisationKind.CITY else f"{called} ({labels[kind]})")
        )
    named = {code: term.label for code, term in terms(Vocabulary.COUNTRIES).items()}
    return sorted((named.get(code, code), choices) for code, choices in groups.items())


class JoinForm(Form):
    organisation = forms.TypedChoiceField(label=_("Your city or institution"), coerce=int)
    post = forms.CharField(label=_("Your post there"), max_length=120, required=False)
    message = forms.CharField(
        label=_("A word for who admits you"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "organisation", [("", "—"), *grouped_organisations()])


class AdmitForm(Form):
    role = forms.ChoiceField(label=_("Admit as"), choices=Role.choices)


class MandateForm(ModelForm):
    """Who holds a post of the organisation's own government: what its public page shows."""

    class Meta:
        model = Mandate
        fields = ["name", "title", "post", "substitute", "since"]
        labels = {
            "name": _("Name"),
            "title": _("Post, as it is called there"),
            "post": _("Kind of post"),
            "substitute": _("As a substitute"),
            "since": _("Since"),
        }
        widgets = {"since": DayInput()}

    def clean_since(self) -> date:
        day: date = self.cleaned_data["since"]
        if day > today():
            raise forms.ValidationError(_("That day has not come yet."))
        return day


class PublicForm(ModelForm):
    class Meta:
        model = Organisation
        fields = ["public"]


class DirectoryForm(forms.Form):
    """The filters of the directory. Nonsense in the address counts as no filter."""

    q = forms.CharField(required=False, max_length=100)
    country = forms.CharField(required=False, max_length=2)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *OrganisationKind.choices])
