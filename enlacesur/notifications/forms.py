from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enlacesur.core.forms import ModelForm, in_words, set_choices
from enlacesur.matching.interests import wanted_in
from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.notifications.models import Interest, Level, Preferences, Size
from enlacesur.notifications.models.interests import NOTHING_CHOSEN
from enlacesur.notifications.models.preferences import TIME_ZONES
from enlacesur.notifications.news import kinds
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import choices, named

MANY = forms.CheckboxSelectMultiple
MOST_FOLLOWED = 50
MOST_FOUND = 20


class Standing(forms.ChoiceField):
    """Of which one choice stands from the beginning: who sends none takes it."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.initial)


@dataclass(frozen=True)
class Criterion:
    """A long list of which few choose much: it stands folded, and its line says what is chosen."""

    fields: list[forms.BoundField]
    is_open: bool

    @property
    def name(self) -> str:
        return self.fields[0].name

    @property
    def label(self) -> str:
        return str(self.fields[0].label)

    @property
    def chosen(self) -> str:
        return ", ".join(words for field in self.fields if (words := in_words(field, values_in(field))))


def values_in(field: forms.BoundField) -> list[str]:
    value = field.value() or []
    return [str(one) for one in (value if isinstance(value, list) else [value])]


class InterestForm(ModelForm):
    folded = (("themes",), ("countries",), ("place", "organisations"), ("sizes",), ("sdgs",), ("axes",))

    words = forms.CharField(
        label=_("Words"),
        help_text=_("A few words, in Spanish or Portuguese: they are found in both. All of them must be met."),
        max_length=200,
        required=False,
    )
    kinds = forms.MultipleChoiceField(label=_("What"), choices=kinds, widget=MANY, required=False)
    themes = forms.MultipleChoiceField(label=_("Themes"), widget=MANY, required=False)
    axes = forms.MultipleChoiceField(label=_("Axes of the Bank of Good Practices"), widget=MANY, required=False)
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Sustainable Development Goals"), widget=MANY, coerce=int, required=False
    )
    countries = forms.MultipleChoiceField(label=_("Countries"), widget=MANY, required=False)
    sizes = forms.MultipleChoiceField(label=_("Size of the city"), choices=Size.choices, widget=MANY, required=False)
    place = forms.CharField(
        label=_("Follow a city or institution"), help_text=_("A part of its name."), max_length=100, required=False
    )
    organisations = forms.TypedMultipleChoiceField(
        label=_("Cities and institutions that I follow"), widget=MANY, coerce=int, required=False
    )
    level = Standing(
        label=_("How much of it"), choices=Level.choices, widget=forms.RadioSelect, initial=Level.IMPORTANT
    )

    class Meta:
        model = Interest
        fields = ["words", "kinds", "themes", "axes", "sdgs", "countries", "sizes", "organisations", "level"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "themes", choices(Vocabulary.THEMES))
        set_choices(self, "axes", self.axes_to_choose())
        set_choices(self, "sdgs", [(slug, f"{slug} · {label}") for slug, label in choices(Vocabulary.SDGS)])
        set_choices(self, "countries", choices(Vocabulary.COUNTRIES))
        self.found = self.called(self.data.get("place", ""))
        offered = {row.pk: in_full(row) for row in (*self.followed(), *self.found)}
        set_choices(self, "organisations", list(offered.items()))
        if not self.fields["organisations"].choices:  # type: ignore[attr-defined]  # a choice field, as declared
            del self.fields["organisations"]  # none is followed yet, and none was looked for

    def axes_to_choose(self) -> list[tuple[str, str]]:
        """Those in force, and those of another edition that the interest names."""
        offered = choices(Vocabulary.AXES)
        named_here = named(Vocabulary.AXES, [*self.instance.axes, *(self.initial.get("axes") or [])])
        return offered + [(axis.code, str(axis)) for axis in named_here if axis.code not in dict(offered)]

    def followed(self) -> list[Organisation]:
        """Those that the interest names, or that are handed over now."""
        asked: Any = self.data
        given = asked.getlist("organisations") if self.is_bound else self.initial.get("organisations") or []
        ids = {int(pk) for pk in given if str(pk).isdecimal() and len(str(pk)) < 18} | {*self.instance.organisations}
        return list(Organisation.objects.filter(pk__in=sorted(ids)[:MOST_FOLLOWED])) if ids else []

    def called(self, written: str) -> list[Organisation]:
        """Those of the directory whose name holds these words."""
        words = written.replace("\x00", " ").split()[:5]
        rows = Organisation.objects.exclude(kind=OrganisationKind.NETWORK)
        for word in words:
            rows = rows.called(word)
        return list(rows[:MOST_FOUND]) if words else []

    @property
    def criteria(self) -> Iterator[Criterion]:
        """What is wrong, or to be chosen yet, is shown."""
        for names in self.folded:
            fields = [self[name] for name in names if name in self.fields]
            wrong = any(field.errors for field in fields)
            yield Criterion(fields, wrong or bool("place" in names and self.to_choose))

    def clean_words(self) -> str:
        words = self.cleaned_data["words"].strip()
        if words and not wanted_in(words, self.instance.language):
            raise forms.ValidationError(
                _("Nothing is found by this: it stands in every text, or is no word. Write something else, or nothing.")
            )
        return words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.pop("place", ""):
            self.take_found(cleaned)
        if not self.errors and not any(cleaned.get(name) for name in Interest.CRITERIA):
            raise forms.ValidationError(NOTHING_CHOSEN)
        return cleaned

    def take_found(self, cleaned: dict[str, Any]) -> None:
        """The only one that is called so; of several those that were chosen."""
        chosen, found = cleaned.get("organisations", []), [row.pk for row in self.found]
        if len(found) == 1:
            cleaned["organisations"] = sorted({*chosen, *found})
        elif not found:
            self.add_error("place", _("Nobody in the directory is called so. Write a part of the name, or less of it."))
        elif not set(found) & set(chosen):
            self.add_error("organisations", _("Several are called so: choose among them, or write more of the name."))

    @property
    def to_choose(self) -> list[tuple[int, str, bool]]:
        """Of several that are called so: which there are, and whether they are chosen."""
        sent: Any = self.data
        chosen = sent.getlist("organisations") if self.found else []
        found = [(row.pk, in_full(row), str(row.pk) in chosen) for row in self.found]
        return found if len(found) > 1 else []


def in_full(organisation: Organisation) -> str:
    """With the country, for there are cities of one name."""
    return f"{organisation}, {organisation.country_name}"


class PreferencesForm(ModelForm):
    hour = forms.TypedChoiceField(
        label=_("Hour of the digest"), coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    timezone = Standing(label=_("Time zone"), choices=TIME_ZONES, required=False)

    class Meta:
        model = Preferences
        fields = ["at_once", "budget", "digest", "weekday", "hour", "timezone"]
        labels = {
            "at_once": _("Send me a mail at once when there is something new"),
            "budget": _("At most so many notices in full by mail in a week"),
            "digest": _("Digest of the rest"),
            "weekday": _("Day of the weekly digest"),
        }
        help_texts = {
            "at_once": _("What waits for your answer is always mailed at once."),
            "budget": _(
                "What is beyond stands in the digest by its title. What waits for you or is urgent never counts."
            ),
        }
        widgets = {"digest": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.timezone:  # the network's own hour is of those of whom no other is known
            set_choices(self, "timezone", TIME_ZONES[1:])
            zone = self.fields["timezone"]
            zone.required, zone.initial = True, self.instance.timezone


class ReadForm(forms.Form):
    """The newest that a page showed on which somebody says that it is read. Nonsense counts as none."""

    until = forms.DateTimeField(required=False)
