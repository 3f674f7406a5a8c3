from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enlacesur.accounts.models import Language, Person
from enlacesur.core.forms import Form, ModelForm, set_choices
from enlacesur.network.forms import grouped_organisations
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import choices


class AccountForm(ModelForm):
    class Meta:
        model = Person
        fields = ["name", "language"]
        labels = {"name": _("Your name"), "language": _("In which language do you prefer to read and get notices?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class WelcomeForm(Form):
    """All that is asked of a new person, once: a minute on a phone."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("In which language do you prefer to read and get notices?"), choices=Language)
    organisation = forms.TypedChoiceField(
        label=_("Your city or institution"),
        help_text=_("Its representative or the secretariat admits you."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    themes = forms.MultipleChoiceField(
        label=_("On which themes do you want notices?"),
        help_text=_("You can change this, or stop it from any notice, whenever you like."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "organisation", [("", "—"), *grouped_organisations()])
        set_choices(self, "themes", choices(Vocabulary.THEMES))
