"""How forms look, written once: label, hint, the sentence about what is wrong, the control."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

PLAIN = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


class Renderer(TemplatesSetting):
    field_template_name = "core/field.html"
    form_template_name = "core/form.html"


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


class Form(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        dress(self)


class ModelForm(forms.ModelForm):
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
        return bool(self.instance.pk) or any(name in self.errors or name in self.data for name in self.later)
