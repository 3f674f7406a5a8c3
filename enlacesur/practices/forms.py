import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from enlacesur.core.forms import DayInput, Form, set_choices
from enlacesur.network.models import Organisation, today
from enlacesur.practices.models import CONTENT, CostBand, Practice, Shelf
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import choices, named

LANGUAGES = [("es", _("Spanish")), ("pt", _("Portuguese"))]
MANY = forms.CheckboxSelectMultiple
MANY_VALUES = ("themes", "sdgs", "axes")  # fields that a form sends several times
MOST_LINES = 12
EARLIEST = 1950  # year
# «31 ferias», «22 %: de las casas», «US$ 4.000 al año», or whatever stands before a bar.
FIGURE = re.compile(r"(?:(?P<before>[^|]*)\||(?P<number>(?:[A-Z]{0,2}\$ ?)?[\d.,]+(?: ?%)?):? )(?P<label>.*)")


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class LinesField(forms.CharField):
    """One thing a line; the value is the list of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=4000, widget=area(3), **kwargs)

    def clean(self, value: Any) -> list[Any]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(n)s lines.") % {"n": MOST_LINES})
        return [self.line(line) for line in lines]

    def line(self, text: str) -> Any:
        if len(text) > 200:
            raise ValidationError(_("A line has 200 characters at most."))
        return text


class LinksField(LinesField):
    check = URLValidator(schemes=["http", "https"])

    def line(self, text: str) -> str:
        address = text if "://" in text else f"https://{text}"
        try:
            self.check(address)
        except ValidationError as fault:
            raise ValidationError(_("“%(text)s” is not the address of a page.") % {"text": text[:80]}) from fault
        return address


class FiguresField(LinesField):
    def line(self, text: str) -> list[str]:
        found = FIGURE.match(text)
        value = (found["before"] or found["number"] or "").strip() if found else ""
        label = found["label"].strip() if found else ""
        if not value or not label or len(value) > 20 or len(label) > 120:
            raise ValidationError(
                _("Write each figure as a number and what it counts. For example: 31 markets that take part")
            )
        return [value, label]


class YearField(forms.IntegerField):
    def clean(self, value: Any) -> int | None:
        try:
            year = super().clean(value)
        except ValidationError:
            year = 0
        latest = today().year + 1
        if year is not None and not EARLIEST <= year <= latest:
            years = {"earliest": EARLIEST, "latest": latest}
            raise ValidationError(_("Write a year from %(earliest)s to %(latest)s.") % years)
        return year


class BeginForm(Form):
    title = forms.CharField(label=_("What did your city solve, in one line?"), max_length=120)
    language = forms.ChoiceField(label=_("Language in which you write"), choices=LANGUAGES)


class Dated(Form):
    """The years of a practice, and the day of its agreement."""

    def clean_agreement_date(self) -> date | None:
        day: date | None = self.cleaned_data["agreement_date"]
        if day and not (day.year >= EARLIEST and day <= today()):
            raise ValidationError(_("Write the day on which it was signed: one that has come already."))
        return day

    def clean(self) -> dict[str, Any]:
        row = super().clean() or {}
        started, ended = row.get("started"), row.get("ended")
        if started and ended and ended < started:
            self.add_error("ended", _("It ends before it begins."))
        return row


class SolutionForm(Dated):
    """The card. The same form reads a request, a draft and a published card."""

    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(
        label=_("In two sentences"), help_text=_("What was done and what came of it."), max_length=300, widget=area(3)
    )
    problem = forms.CharField(label=_("The problem"), max_length=5000, widget=area(5))
    done = forms.CharField(
        label=_("What was done"),
        help_text=_("Step by step; a line that begins with “1.” makes a list."),
        max_length=8000,
        widget=area(7),
    )
    results = forms.CharField(label=_("What came of it"), max_length=5000, widget=area(5))
    figures = FiguresField(
        label=_("Results in figures"),
        help_text=_("One a line: a number and what it counts. For example: 31 markets that take part"),
    )
    lessons = forms.CharField(
        label=_("What others should know"),
        help_text=_("What did not work, what it takes. This is what helps another city most."),
        max_length=5000,
        required=False,
        widget=area(5),
    )
    requirements = LinesField(
        label=_("What is needed"),
        help_text=_(
            "One thing a line: people, agreements, rules, places. Cities see beside it what they have already."
        ),
    )
    cost = forms.ChoiceField(label=_("What it costs to begin"), required=False)
    started = YearField(label=_("Since which year"), required=False)
    ended = YearField(label=_("Until which year"), help_text=_("Leave it empty while it goes on."), required=False)
    population_reached = forms.IntegerField(
        label=_("How many people it reaches"), required=False, min_value=0, max_value=100_000_000
    )
    partners = LinesField(label=_("With whom"), help_text=_("One partner a line."))
    place = forms.CharField(label=_("Where in the city"), max_length=200, required=False)
    themes = forms.MultipleChoiceField(label=_("Themes"), widget=MANY)
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Sustainable Development Goals"), widget=MANY, coerce=int, required=False
    )
    contact_unit = forms.CharField(label=_("Office that answers"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("Person"), max_length=120, required=False)
    contact_email = forms.EmailField(
        label=_("E-mail"), help_text=_("Shown to members of the network alone."), required=False
    )
    links = LinksField(label=_("Links"), help_text=_("One a line."))
    language = forms.ChoiceField(label=_("Language of the card"), choices=LANGUAGES)
    axes = forms.MultipleChoiceField(label=_("Axes of the Bank of Good Practices"), widget=MANY, required=False)
    evidence = forms.CharField(
        label=_("How one knows that it works"),
        help_text=_("Measurements, evaluations, comparisons: what was found, by whom, when."),
        max_length=5000,
        required=False,
        widget=area(4),
    )
    innovation = forms.CharField(
        label=_("What is new about it where it stands"), max_length=5000, required=False, widget=area(4)
    )
    replicability = forms.CharField(
        label=_("What another city needs to adapt it"),
        help_text=_("What can be kept as it is, what has to change, what must be there before one begins."),
        max_length=5000,
        required=False,
        widget=area(4),
    )
    agreement_date = forms.DateField(
        label=_("Date of the agreement between the institutions"), required=False, widget=DayInput()
    )
    # What the Bank and the Observatory ask for beyond what is shared: folded at the end of the form.
    for_shelves = ("axes", "evidence", "innovation", "replicability", "agreement_date")
    asked_for = ""  # the field to which a link has led

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "cost", [("", "—"), *CostBand.choices])
        set_choices(self, "themes", choices(Vocabulary.THEMES))
        goals = [(slug, f"{slug} · {label}") for slug, label in choices(Vocabulary.SDGS)]
        set_choices(self, "sdgs", goals)
        set_choices(self, "axes", self.axes_to_choose())

    def axes_to_choose(self) -> list[tuple[str, str]]:
        """Those in force, and those of other editions under which the card stands already."""
        sent: Any = self.data
        asked = sent.getlist("axes") if self.is_bound else self.initial.get("axes", [])
        offered = choices(Vocabulary.AXES)
        kept = [(term.code, f"{term.label} ({term.edition})") for term in named(Vocabulary.AXES, asked)]
        return [*offered, *(axis for axis in kept if axis[0] not in dict(offered))]

    def shelf_fields(self) -> list[Any]:
        return [self[name] for name in self.for_shelves]

    def shared_fields(self) -> list[Any]:
        return [field for field in self if field.name not in self.for_shelves]

    @property
    def is_for_shelves(self) -> bool:
        """Whether the folded part is shown open: it holds something, something is wrong with it, or it is asked for."""
        return self.asked_for in self.for_shelves or any(
            self[name].errors or self[name].value() or name in self.beside for name in self.for_shelves
        )

    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CONTENT}


def fields_of(practice: Practice) -> dict[str, list[str]]:
    """A card as the form would send it."""
    return fields_from({name: getattr(practice, name) for name in CONTENT})


def fields_from(content: Mapping[str, Any]) -> dict[str, list[str]]:
    sent = {name: as_sent(name, value) for name, value in content.items()}
    return {name: values for name, values in sent.items() if values}


def as_sent(name: str, value: Any) -> list[str]:
    if name in MANY_VALUES:
        return [str(item) for item in value]
    if name == "figures":
        return ["\n".join(" | ".join(pair) for pair in value)]
    if name in ("requirements", "partners", "links"):
        return ["\n".join(value)]
    return ["" if value is None else str(value)]


def anchor_of(name: str) -> str:
    """To where a link leads that asks for a field: of several boxes to the first."""
    return SolutionForm()[name].anchor  # type: ignore[attr-defined]  # our renderer's own BoundField


def bound(fields: Mapping[str, list[str]]) -> SolutionForm:
    """The form with what was sent before."""
    return SolutionForm(MultiValueDict({name: list(values) for name, values in fields.items()}))


class PartForm(Form):
    """Who takes part, chosen among those that the directory knows, and with what."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Institution"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose an institution."), "invalid_choice": _("Choose an institution.")},
    )
    part = forms.CharField(
        label=_("Its part in this"),
        help_text=_("One sentence. It will be asked to confirm these very words."),
        max_length=300,
        widget=area(2),
    )

    def __init__(self, *args: Any, found: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker: it is declared above
        field.queryset = found


class BankFileForm(Form):
    shelf = forms.ChoiceField(label=_("What it is a list of"), choices=Shelf.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("The list"),
        help_text=_("CSV or XLSX. It is checked first: nothing is entered before you have seen what would be."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.tsv,.txt"}),
        max_length=200,
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > settings.MAX_ATTACHMENT_BYTES:
            most = filesizeformat(settings.MAX_ATTACHMENT_BYTES)
            raise ValidationError(_("The file is larger than %(most)s.") % {"most": most})
        return upload


class ContactForm(Form):
    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your e-mail"), help_text=_("The answer comes there."))
    text = forms.CharField(label=_("What do you want to ask?"), max_length=4000, widget=area(5))
    # People do not see it; what fills it in is no person.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_trap(self) -> bool:
        return bool(self.cleaned_data["website"])

    def message(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "email", "text")}


class ReasonForm(Form):
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=area(2))
