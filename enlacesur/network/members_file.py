"""The secretariat's list of members: CSV or XLSX in, rows that can be mended and sent again out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from enlacesur.core.spreadsheet import by_words, read, written_csv, written_xlsx
from enlacesur.core.text import folded
from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import meant

# The headings that a secretariat may have written, in its language, for each column of ours.
HEADINGS = {
    "reference": ("reference", "referencia", "codigo", "id"),
    "name": ("name", "nombre", "nome", "ciudad", "cidade", "city"),
    "institution": ("institution", "institucion", "instituicao"),
    "acronym": ("acronym", "sigla", "siglas"),
    "kind": ("kind", "tipo"),
    "country": ("country", "pais"),
    "region": ("region", "provincia", "departamento", "estado", "regiao"),
    "population": ("population", "poblacion", "populacao", "habitantes"),
    "latitude": ("latitude", "latitud"),
    "longitude": ("longitude", "longitud"),
    "language": ("language", "idioma"),
    "website": ("website", "sitio", "sitio web", "site"),
    "email": ("email", "correo", "e-mail", "correo electronico"),
    "public": ("public", "publico", "publica", "universidad publica", "universidade publica", "public university"),
    "member_since": ("member_since", "miembro desde", "membro desde", "ingreso", "desde"),
    "member_until": ("member_until", "miembro hasta", "membro ate", "egreso", "hasta", "ate"),
}
KINDS = {
    OrganisationKind.CITY: ("city", "ciudad", "cidade", ""),
    OrganisationKind.SECOND_TIER: ("second_tier", "second-tier government", "provincia", "gobierno de segundo nivel"),
    OrganisationKind.UNIVERSITY: ("university", "universidad", "universidade"),
    OrganisationKind.CSO: ("cso", "organizacion", "osc", "ong"),
}
YES = ("si", "sim", "yes", "x", "1", "true", "publica", "publico", "public")
NO = ("no", "nao", "0", "false", "privada", "privado", "private")
REQUIRED = {name: name for name in ("name", "country", "member_since")}
ERROR = "error"
MAX_ROWS = 20_000


@dataclass
class Outcome:
    created: int = 0
    changed: int = 0
    same: int = 0
    errors: list[tuple[dict[str, str], str]] = field(default_factory=list)


class Row(forms.Form):
    """One line of the list, checked; errors are whole sentences."""

    reference = forms.CharField(required=False, max_length=60)
    name = forms.CharField(max_length=160)
    institution = forms.CharField(required=False, max_length=200)
    acronym = forms.CharField(required=False, max_length=20)
    kind = forms.CharField(required=False)
    country = forms.CharField()
    region = forms.CharField(required=False, max_length=120)
    population = forms.CharField(required=False)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180)
    language = forms.CharField(required=False)
    website = forms.URLField(required=False, assume_scheme="https")
    email = forms.EmailField(required=False)
    public = forms.CharField(required=False)
    member_since = forms.CharField()
    member_until = forms.CharField(required=False)

    def clean_kind(self) -> str:
        said = folded(self.cleaned_data["kind"])
        for kind, names in KINDS.items():
            if said in names:
                return kind
        raise forms.ValidationError(_("is none of: city, second_tier, university, cso"))

    def clean_country(self) -> str:
        for term in meant(Vocabulary.COUNTRIES, self.cleaned_data["country"]):
            return term.code
        raise forms.ValidationError(_("is not a country of the network"))

    def clean_population(self) -> int | None:
        said = self.cleaned_data["population"].replace(".", "").replace(",", "").replace(" ", "")
        if not said:
            return None
        if not said.isdecimal() or int(said) > 100_000_000:
            raise forms.ValidationError(_("is not a number of inhabitants"))
        return int(said)

    def clean_language(self) -> str:
        said = self.cleaned_data["language"].lower()[:2]
        if said and said not in ("es", "pt"):
            raise forms.ValidationError(_("is neither es nor pt"))
        return said

    def clean_public(self) -> bool | None:
        said = folded(self.cleaned_data["public"])
        if said and said not in (*YES, *NO):
            raise forms.ValidationError(_("is neither yes nor no"))
        return said in YES if said else None

    def clean_member_since(self) -> date | None:
        return a_day(self.cleaned_data["member_since"], end=False)

    def clean_member_until(self) -> date | None:
        return a_day(self.cleaned_data["member_until"], end=True)

    def clean(self) -> dict[str, Any]:
        row = super().clean() or {}
        since, until = row.get("member_since"), row.get("member_until")
        if since and until and until < since:
            self.add_error("member_until", _("is before member_since"))
        if (row.get("latitude") is None) != (row.get("longitude") is None):
            self.add_error("latitude", _("and longitude come together"))
        return row


def a_day(said: str, *, end: bool) -> date | None:
    """2001, 2001-05-30 or 30/05/2001; a year alone is its first day, or its last for an end."""
    said = said.strip()
    if not said:
        return None
    if said.isdecimal() and len(said) == 4:
        return date(int(said), 12, 31) if end else date(int(said), 1, 1)
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise forms.ValidationError(_("is not a day: write 2001-05-30, 30/05/2001 or 2001"))


def import_members(path: Path, *, dry_run: bool = False) -> Outcome:
    """Bring a list of members in. With one faulty row nothing is written; a second time changes nothing."""
    outcome = Outcome()
    with transaction.atomic():
        seen: set[tuple[str, ...]] = set()
        for _number, cells in read(path.read_bytes(), by_words(HEADINGS), REQUIRED, MAX_ROWS).rows:
            take(cells, seen, outcome)
        if dry_run or outcome.errors:
            transaction.set_rollback(True)
    return outcome


def take(raw: dict[str, str], seen: set[tuple[str, ...]], outcome: Outcome) -> None:
    form = Row(raw)
    if not form.is_valid():
        outcome.errors.append((raw, sentence(form)))
        return
    row = form.cleaned_data
    key = (row["country"], row["kind"], folded(row["name"]), folded(row["region"]), row["reference"])
    if key in seen:
        outcome.errors.append((raw, str(_("The same member stands twice in the file."))))
        return
    seen.add(key)
    write(row, outcome)


def sentence(form: Row) -> str:
    return "; ".join(f"{name}: {' '.join(str(e) for e in errors)}" for name, errors in form.errors.items())


def write(row: dict[str, Any], outcome: Outcome) -> None:
    organisation = find(row)
    wanted = {key: value for key, value in row.items() if value not in (None, "")}
    if organisation is None:
        Organisation.objects.create(**wanted, slug=free_slug(row["name"], row["country"]))
        outcome.created += 1
        return
    different = {key: value for key, value in wanted.items() if getattr(organisation, key) != value}
    if not different:
        outcome.same += 1
        return
    Organisation.objects.filter(pk=organisation.pk).update(**different)
    outcome.changed += 1


def find(row: dict[str, Any]) -> Organisation | None:
    """The member that this row speaks of: by the secretariat's reference, else by country, kind, name and region."""
    if row["reference"]:
        by_reference = Organisation.objects.filter(reference=row["reference"]).first()
        if by_reference:
            return by_reference
    named = Organisation.objects.filter(country=row["country"], kind=row["kind"], name__iexact=row["name"])
    if row["region"]:
        named = named.filter(region__in=["", row["region"]])
    return named.order_by("id").first()


def free_slug(name: str, country: str) -> str:
    """rivera, else rivera-uy, else rivera-uy-2, …"""
    base = slugify(name)[:100] or "miembro"
    candidates = [base, f"{base}-{country.lower()}", *(f"{base}-{country.lower()}-{n}" for n in range(2, 100))]
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in candidates if slug not in taken)


def write_errors(path: Path, errors: list[tuple[dict[str, str], str]]) -> Path:
    """The faulty rows beside the file, in its own form, each with what is wrong. Mended, it can be sent as it is."""
    target = path.with_name(f"{path.stem}.errors{path.suffix.lower() or '.csv'}")
    columns = [name for name in HEADINGS if any(name in row for row, _fault in errors)]
    lines = [[*columns, ERROR], *([row.get(name, "") for name in columns] + [fault] for row, fault in errors)]
    target.write_bytes(written_xlsx(lines) if target.suffix == ".xlsx" else written_csv(lines))
    return target
