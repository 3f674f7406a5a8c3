from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enlacesur.core.forms import ModelForm, set_choices
from enlacesur.notifications.models import Interest, Kind
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import choices

MANY = forms.CheckboxSelectMultiple


class InterestForm(ModelForm):
    words = forms.CharField(
        label=_("Words"),
        help_text=_("A few words, in Spanish or Portuguese: they are found in both. All of them must be met."),
        max_length=200,
        required=False,
    )
    kinds = forms.MultipleChoiceField(label=_("What"), choices=Kind.choices, widget=MANY, required=False)
    themes = forms.MultipleChoiceField(label=_("Themes"), widget=MANY, required=False)
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Sustainable Development Goals"), widget=MANY, coerce=int, required=False
    )
    countries = forms.MultipleChoiceField(label=_("Countries"), widget=MANY, required=False)

    class Meta:
        model = Interest
        fields = ["words", "kinds", "themes", "sdgs", "countries"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "themes", choices(Vocabulary.THEMES))
        set_choices(self, "sdgs", [(slug, f"{slug} · {label}") for slug, label in choices(Vocabulary.SDGS)])
        set_choices(self, "countries", choices(Vocabulary.COUNTRIES))
