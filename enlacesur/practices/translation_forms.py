"""The form by which an institution translates its card, each text beside the original."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from enlacesur.core.forms import Form, dress
from enlacesur.practices.forms import LinesField, SolutionForm
from enlacesur.practices.models import LISTS, TRANSLATED, Practice
from enlacesur.practices.translating import UNREAD, Beginning, pieces_of, put_together


@dataclass(frozen=True)
class Row:
    """A text of a card beside its translation. `is_unread`: it is still as the translator left it."""

    field: Any
    source: list[str]
    is_unread: bool
    is_changed: bool


class TranslationForm(Form):
    """The texts of a card in another language: those alone that the card has, each needed, and read by a person."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, practice: Practice, begun: Beginning, **kwargs: Any) -> None:
        initial = {"version": practice.version} | {
            name: "\n".join(pieces_of(name, v)) for name, v in begun.texts.items()
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.practice, self.begun = practice, begun
        for name in TRANSLATED:
            if pieces_of(name, getattr(practice, name)):
                self.fields[name] = translated_field(name)
        self.fields["read"] = forms.BooleanField(
            label=_("I have read the whole translation beside the original: it says the same."),
            error_messages={"required": UNREAD},
        )
        dress(self)

    def rows(self) -> Iterator[Row]:
        for name in (name for name in TRANSLATED if name in self.fields):
            unread = pieces_of(name, self.begun.unread.get(name, ""))
            yield Row(
                field=self[name],
                source=self.source(name),
                is_unread=bool(unread) and words_of(self[name].value()) == words_of("\n".join(unread)),
                is_changed=name in self.begun.changed,
            )

    def source(self, name: str) -> list[str]:
        """What the card says, line by line."""
        value = getattr(self.practice, name)
        return [" ".join(pair) for pair in value] if name == "figures" else pieces_of(name, value)

    def clean_requirements(self) -> list[str]:
        return self.as_many("requirements")

    def clean_figures(self) -> list[list[str]]:
        figures: list[list[str]] = put_together("figures", self.practice.figures, self.as_many("figures"))
        return figures

    def as_many(self, name: str) -> list[str]:
        """Each line says what the same line of the card says."""
        lines: list[str] = self.cleaned_data[name]
        if len(lines) != (n := len(getattr(self.practice, name))):
            said = ngettext(
                "The original has %(n)s line: write as many.", "The original has %(n)s lines: write as many.", n
            )
            raise ValidationError(said % {"n": n})
        return lines

    def texts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in TRANSLATED if name in self.fields}


def translated_field(name: str) -> forms.Field:
    own = SolutionForm.base_fields[name]
    if name in LISTS:
        field: forms.Field = LinesField(label=own.label, help_text=_("One line for each of the original."))
    else:
        field = deepcopy(own)
        field.help_text = ""
    field.required = True
    return field


def words_of(text: str | None) -> list[str]:
    """A browser changes the ends of lines."""
    return (text or "").split()
