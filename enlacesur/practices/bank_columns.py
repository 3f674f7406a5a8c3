"""The columns of a list of practices, by which a shelf is brought in and given out: what each is called and holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enlacesur.core.access import Sentence
from enlacesur.core.spreadsheet import NamesOf, Words, as_heading, by_words, written_csv, written_xlsx
from enlacesur.core.text import nearest
from enlacesur.practices.models import CostBand
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import current, terms


@dataclass(frozen=True)
class Column:
    """`words`: what it may be called where no column of a list has its label, which is understood in every language."""

    name: str
    label: Sentence
    about: Sentence
    words: tuple[str, ...] = ()
    required: bool = False


TEXT = _("Text or Markdown; HTML is taken out.")
NAMES = _("Names or numbers, with semicolons between them.")
ONE_A_PIECE = _("With semicolons between them.")

COLUMNS = (
    Column(
        "reference", _("Reference"), _("Your own number or code: by it a practice is found again."), ("codigo", "id")
    ),
    Column(
        "institution",
        _("Institution"),
        _("Whose practice it is: its name in the directory, or the last word of its address there."),
        ("city", "ciudad", "cidade", "municipio", "gobierno local", "governo local"),
        required=True,
    ),
    Column("country", _("Country"), _("Name or code; needed where two institutions are called the same.")),
    Column(
        "title",
        _("Title"),
        _("At most 120 characters."),
        (
            "nombre",
            "nome",
            "practica",
            "pratica",
            "nombre de la practica",
            "nombre de la experiencia",
            "nome da pratica",
            "nome da experiencia",
        ),
        required=True,
    ),
    Column(
        "summary",
        _("Summary"),
        _("Two sentences, at most 300 characters."),
        ("descripcion", "descricao"),
        required=True,
    ),
    Column("language", _("Language"), _("es or pt; without it, that of the institution.")),
    Column("edition", _("Edition"), _("The year in which it was accepted."), ("year", "ano"), required=True),
    Column(
        "accepted_on",
        _("Date of acceptance"),
        _("2019-03-01 or 01/03/2019. It is cited and listed by it; without it, by the year of its edition."),
        ("date", "fecha", "data"),
    ),
    Column(
        "number", _("Seal"), _("Its number in the edition, or the whole seal; without it, the next one."), ("numero",)
    ),
    Column("state", _("Recognition"), _("Accepted or distinguished; without it, accepted."), ("estado", "situacao")),
    Column(
        "axes",
        _("Axes"),
        _("Names of any edition or codes, with semicolons between them."),
        ("axis", "eje", "eixo", "eje tematico", "eixo tematico"),
    ),
    Column("themes", _("Themes"), NAMES, ("theme", "tema", "temas", "tematica")),
    Column("sdgs", _("SDGs"), NAMES, ("sdg", "objetivos")),
    Column("problem", _("The problem"), TEXT, ("problema",)),
    Column("done", _("What was done"), TEXT, ("acciones", "acoes")),
    Column("results", _("Results"), TEXT, ("impacto",)),
    Column("lessons", _("Lessons"), TEXT),
    Column("evidence", _("Evidence"), TEXT, ("evaluacion", "avaliacao")),
    Column("innovation", _("Innovation"), TEXT),
    Column("replicability", _("Replicability"), TEXT),
    Column("requirements", _("What it takes"), ONE_A_PIECE, ("requisitos",)),
    Column("figures", _("Figures"), _("A number and what it counts, with semicolons between them.")),
    Column("cost", _("Cost to begin"), _("One of the steps by which cards name it."), ("costo", "custo")),
    Column("started", _("Since"), _("Year."), ("inicio",)),
    Column("ended", _("Until"), _("Year; empty while it goes on."), ("fin", "fim")),
    Column("population_reached", _("People reached"), _("Number.")),
    Column("place", _("Where"), _("Where in the city."), ("lugar",)),
    Column(
        "institutions",
        _("Participating institutions"),
        _("Of the directory, with semicolons between them: name, country in brackets if needed, colon, its part."),
        ("universidad", "universidade", "university"),
    ),
    Column("partners", _("Others who took part"), ONE_A_PIECE, ("socios", "parceiros")),
    Column("agreement_date", _("Date of the agreement"), _("2019-03-01 or 01/03/2019.")),
    Column("links", _("Links"), ONE_A_PIECE, ("link", "enlace", "web")),
    Column("contact_unit", _("Office that answers"), _("An office, not a person."), ("oficina", "setor")),
    Column("contact_name", _("Contact person"), _("Its institution will confirm it."), ("contacto", "contato")),
    Column(
        "contact_email", _("E-mail of the contact"), _("Shown to members of the network alone."), ("correo", "e-mail")
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = {column.name: column.label for column in COLUMNS if column.required}


@cache
def labels() -> Words:
    return {column.name: in_all_languages(column.label) for column in COLUMNS}


@cache
def names_of() -> NamesOf:
    """Which columns headings name, with accents or without."""
    return by_words(labels(), {column.name: column.words for column in COLUMNS})


def nearly_named(heading: str) -> str:
    """Of a heading that was left out, the column that it may mean. One that would be known means another's column."""
    known = {as_heading(word): one.name for one in COLUMNS for word in (*labels()[one.name], *one.words)}
    near = [] if as_heading(heading) in known else nearest(as_heading(heading), known, 1)
    return next((str(BY_NAME[known[word]].label) for word in near), "")


def in_all_languages(sentence: Sentence) -> list[str]:
    return [in_language(sentence, code) for code, _name in settings.LANGUAGES]


def in_language(sentence: Sentence, code: str) -> str:
    with translation.override(code):
        return str(sentence)


def headings() -> list[str]:
    return [str(column.label) for column in COLUMNS]


# The template: headings, and beside them what may be written


def template_csv() -> bytes:
    return written_csv([headings()])


def template_xlsx() -> bytes:
    return written_xlsx([headings()], **{gettext("Columns"): [*explained()], gettext("Values"): [*values()]})


def explained() -> Iterator[list[Any]]:
    yield [gettext("Column"), gettext("What it holds"), gettext("Needed")]
    for column in COLUMNS:
        yield [str(column.label), str(column.about), gettext("yes") if column.required else ""]


def values() -> Iterator[list[Any]]:
    """What the lists of the platform are called, and by which number or code."""
    yield [gettext("Column"), gettext("Number or code"), gettext("Name")]
    for number, term in enumerate(current(Vocabulary.THEMES), start=1):
        yield [str(BY_NAME["themes"].label), number, term.label]
    for band in CostBand:
        yield [str(BY_NAME["cost"].label), band.value, str(band.label)]
    for name, vocabulary in (("sdgs", Vocabulary.SDGS), ("axes", Vocabulary.AXES), ("country", Vocabulary.COUNTRIES)):
        for code, term in terms(vocabulary).items():
            yield [str(BY_NAME[name].label), code, term.label]
