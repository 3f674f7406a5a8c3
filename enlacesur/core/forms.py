"""How forms look, written once: label, hint, the sentence about what is wrong, the control."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from enlacesur.core import edits
from enlacesur.core.edits import Sheet

PLAIN = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


class BoundField(forms.BoundField):
    @property
    def anchor(self) -> str:
        """The control to which a link leads; of several, the first."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def sentences(self) -> list[str]:
        """What is wrong, as it is said away from the field: each names it."""
        label = str(self.label)
        return [error if label in error else f"{label}: {error}" for error in map(str, self.errors)]

    @property
    def beside(self) -> "Beside | None":
        """Other texts for it, of which one is to be chosen."""
        found: Beside | None = getattr(self.form, "beside", {}).get(self.name)
        return found

    @property
    def choice_name(self) -> str:
        return edits.CHOICE + self.name


class Renderer(TemplatesSetting):
    field_template_name = "core/field.html"
    form_template_name = "core/form.html"
    bound_field_class = BoundField


def dress(form: forms.BaseForm) -> None:
    """Give every control its class; Django itself sets aria-invalid and aria-describedby."""
    for field in form.fields.values():
        if not isinstance(field.widget, PLAIN):
            field.widget.attrs.setdefault("class", "input")


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Choices that come from the database are read when the form is made, not when the module is."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField), name  # noqa: S101  a slip of ours, not of a reader's
    field.choices = list(choices)


def status_of(form: forms.BaseForm) -> int:
    """Of a page with a form: 422 where something is wrong in what was sent, so that no machine takes it for done."""
    return 422 if form.errors else 200


class LongText(forms.CharField):
    """A text of several lines. A browser sends the end of a line as two characters, and counts it as one."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


@dataclass(frozen=True)
class Word:
    """A text of a field, and whose it is. `who` is empty where that is not said."""

    who: str = ""
    own: bool = False
    when: datetime | None = None
    text: str = ""
    key: str = ""


@dataclass(frozen=True)
class Beside:
    """`stands`: whose is what the field holds; `others`: the texts that wait beside it."""

    stands: Word
    others: Sequence[Word]


class Together:
    """What a form carries where several write in it: what was found there, and what others wrote. See `core.edits`."""

    sheet: Sheet | None = None
    beside: Mapping[str, Beside] = {}

    @property
    def sheet_name(self) -> str:
        return edits.FIELD

    @property
    def undecided(self) -> list[forms.BoundField]:
        return [self[name] for name in self.beside]  # type: ignore[index]  # it stands before a form


class Form(Together, forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class ModelForm(Together, forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class Folded(ModelForm):
    """A form of which some fields stand folded at the end: on a phone nothing comes between what matters and the
    button."""

    later: tuple[str, ...] = ()

    @property
    def is_told_more(self) -> bool:
        """Whether the folded fields are shown: they hold something, or something is wrong with them."""
        open_anyway = self.instance.pk or self.beside
        return bool(open_anyway) or any(name in self.errors or name in self.data for name in self.later)


# Several who write in one form


def values_of(form: forms.BaseForm) -> dict[str, list[str]]:
    """What a form would send that nobody has touched, of what people write in."""
    return {bound.name: list(as_sent(bound)) for bound in form if not bound.is_hidden}


def as_sent(bound: forms.BoundField) -> Iterator[str]:
    value = bound.field.prepare_value(bound.initial)
    if isinstance(value, bool):
        yield from ["on"] * value
        return
    shown = bound.field.widget.format_value(value)
    yield from (str(one) for one in (shown if isinstance(shown, (list, tuple)) else [shown]) if one is not None)


def in_words(bound: forms.BoundField, values: Sequence[str]) -> str:
    """As a reader knows it: by the label of what was chosen."""
    if isinstance(bound.field, forms.ChoiceField):
        choices: Any = bound.field.choices
        labels = {str(value): str(label) for value, label in choices}
        return ", ".join(labels.get(value, value) for value in values)
    return "\n".join(values)


Last = Callable[[], tuple[str, datetime | None]]  # who changed something last, and when


def shared(make: Callable[[Any], Any], data: Any, last: Last) -> Any:
    """A form over something that others change too. What it sent is joined to what stands there now; where both wrote,
    it is not valid: the person's own words are in the field, the others' beside it."""
    form = make(None)
    now = values_of(form)
    if data:
        sent = {name: data.getlist(name) for name in now}
        joined = edits.join(sent, now, edits.read(data.get(edits.FIELD, "")))
        chosen = [name for name, choice in edits.chosen(data).items() if name in now and choice != edits.HERE]
        taken = [name for name in chosen if name not in joined.clashes]  # it is still what was shown
        form = make(edits.taken_over(data, {name: now[name] for name in (*joined.theirs, *taken)}))
        if joined.clashes:
            tell_apart(form, joined.clashes, now, last)
    form.sheet = edits.opened(now)
    return form


def tell_apart(form: Any, names: Iterable[str], now: edits.Values, last: Last) -> None:
    who, when = last()
    form.beside = {
        name: Beside(Word(own=True), [Word(who, when=when, text=in_words(form[name], now[name]), key="theirs")])
        for name in names
    }
    for name in names:
        form.add_error(name, _("Somebody else changed this while you wrote. Choose between the two texts."))


def kept_in_words(form: Any, kept: Mapping[str, Any], raw: str, url: str) -> dict[str, Any]:
    """What is said at the foot of a form that keeps itself, of which `raw` is the sheet. `url`: where one chooses."""
    mine = [one for one in edits.waiting(kept) if one.sheet == edits.read(raw).token]
    clashes = [str(form.fields[one.field].label) for one in mine if one.field in form.fields]
    time = time_format(timezone.localtime().time(), "H:i")
    return {"time": time, "clashes": ", ".join(clashes), "url": url, "refused": ""}


Names = Callable[[set[int]], Mapping[int, str]]  # of people, by their ids


def beside_in(form: Any, kept: Mapping[str, Any], reader: Any, names: Names) -> dict[str, Beside]:
    """The texts that wait in a draft, by field; nobody is looked up where nothing waits."""
    waiting = edits.waiting(kept)
    if not waiting:
        return {}
    stands = {one.field: edits.last(kept, one.field) for one in waiting}
    people = names({one.by for one in (*waiting, *stands.values()) if one})

    def word(one: edits.Aside | None) -> Word:
        if one is None:
            return Word()
        text = in_words(form[one.field], one.values)
        return Word(people.get(one.by, ""), one.by == reader.pk, one.when, text, one.sheet)

    return {
        name: Beside(word(first), [word(one) for one in waiting if one.field == name])
        for name, first in stands.items()
        if name in form.fields
    }
