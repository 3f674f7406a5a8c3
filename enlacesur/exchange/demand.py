"""What cities ask for and nobody answers yet, in figures that single nobody out.

Counted are needs that are public, open and looked at (`coverage.py`); one is unmet when no solution, strength or expert
meets it well. Courses and calls take their themes from `themes()`.

Who hides their city shows its country all the same, and nobody is to learn more from a figure, nor from the list of
needs beside it. So:
- a figure is shown when at least FEWEST cities that give their name stand behind it;
- of its needs, the unmet ones are told as a number unless they, or the others, are fewer than FEWEST;
- countries and sizes of which this cannot be told stand together, so that no sum gives away what is left out;
- country and size are never crossed, and of a hidden city the size is not known: it counts, so that sizes sum to the
  whole, but never with those of its size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enlacesur.exchange.models import TAKES_PLACE
from enlacesur.matching.schema import SIZES
from enlacesur.network.models import today
from enlacesur.notifications.models import Size
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import country_name, terms

FEWEST = 3
OUTCOMES = {
    "helped": _("Helped by an exchange"),
    "met": _("Met in another way"),
    "unmet": _("Open, without a good match"),
    "waiting": _("Open, with a good match"),
    "withdrawn": _("Withdrawn by their city"),
}


SIZE_NAMES = [name for _least, name in SIZES]
THRESHOLDS = [least for least, _name in SIZES if least]
SIZE_LABELS = dict(Size.choices)
OPEN_OUTCOMES = ("unmet", "waiting")
TOO_FEW_CITIES = _("fewer than %(n)s cities")
TOO_FEW = _("fewer than %(n)s")
ALL_BUT = _("all but 1 or %(n)s")


def few(n: int) -> bool:
    return 0 < n < FEWEST


@dataclass(frozen=True)
class Cell:
    """Open needs, those of them without a good match, and the cities (or other members) that give their name."""

    open: int = 0
    unmet: int = 0
    cities: int = 0

    def __add__(self, other: "Cell") -> "Cell":
        """Of two countries, or two sizes: no city is in both."""
        return Cell(self.open + other.open, self.unmet + other.unmet, self.cities + other.cities)

    @property
    def is_shown(self) -> bool:
        return self.cities >= FEWEST

    @property
    def unmet_are_few(self) -> bool:
        return few(self.unmet)

    @property
    def met_are_few(self) -> bool:
        return few(self.open - self.unmet)

    @property
    def is_exact(self) -> bool:
        """Everything about it may be told."""
        return self.is_shown and not self.unmet_are_few and not self.met_are_few

    @property
    def least(self) -> int:
        """The unmet ones, or the fewest that there can be as far as may be told."""
        if not self.is_shown:
            return 0
        if self.unmet_are_few:
            return 1
        return self.open - FEWEST + 1 if self.met_are_few else self.unmet

    @property
    def words(self) -> str:
        """What is said in place of the number of the unmet ones; nothing where it may be told."""
        if not self.is_shown:
            return TOO_FEW_CITIES % {"n": FEWEST}
        if self.unmet_are_few:
            return TOO_FEW % {"n": FEWEST}
        return ALL_BUT % {"n": FEWEST - 1} if self.met_are_few else ""

    @property
    def share(self) -> float:
        """Of the open ones, `least`."""
        return self.least / self.open if self.open else 0.0


@dataclass(frozen=True)
class Row:
    """A theme, a country or a size of city; or several countries or sizes that stand together."""

    codes: tuple[str, ...]
    cell: Cell
    facet: str  # theme, country or size

    @property
    def together(self) -> bool:
        return len(self.codes) > 1

    @property
    def code(self) -> str:
        return self.codes[0]

    @property
    def label(self) -> str:
        match self.facet:
            case "theme":
                return terms(Vocabulary.THEMES)[self.code].label
            case "country":
                return gettext("Other countries") if self.together else country_name(self.code)
            case _:
                unknown = gettext("not known")
                return gettext("Other sizes") if self.together else str(SIZE_LABELS.get(self.code, unknown))

    @property
    def query(self) -> str:
        return urlencode([(self.facet, code) for code in self.codes])


@dataclass(frozen=True)
class Crossed:
    """A theme by country: in the order of the columns, those countries that may stand alone, and the others."""

    theme: Row
    alone: tuple[Row | None, ...]
    others: Row | None


@dataclass(frozen=True)
class Outcome:
    name: str
    needs: int = 0
    cities: frozenset[int] = frozenset()  # that give their name

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(self.name, self.needs + other.needs, self.cities | other.cities)

    @property
    def label(self) -> str:
        return str(OUTCOMES[self.name])

    @property
    def words(self) -> str:
        return TOO_FEW_CITIES % {"n": FEWEST} if self.is_few else ""

    @property
    def is_few(self) -> bool:
        return self.needs > 0 and len(self.cities) < FEWEST


@dataclass(frozen=True)
class Period:
    """Quarters, each by its first day, and what became of the needs that were posted in them."""

    begins: date | None  # without one: all until `last`
    last: date
    outcomes: tuple[Outcome, ...]

    def __add__(self, later: "Period") -> "Period":
        both = zip(self.outcomes, later.outcomes, strict=True)
        return Period(self.begins, later.last, tuple(one + other for one, other in both))

    @property
    def may_stand(self) -> bool:
        """The open ones of all periods are the whole that is told too: none may be left to be found by subtraction."""
        return not any(outcome.is_few for outcome in self.outcomes if outcome.name in OPEN_OUTCOMES)

    @property
    def is_exact(self) -> bool:
        return not any(outcome.is_few for outcome in self.outcomes)

    @property
    def least(self) -> int:
        """How many were posted; where some are too few to be told, how many at least."""
        return sum(1 if outcome.is_few else outcome.needs for outcome in self.outcomes)


@dataclass(frozen=True)
class Figures:
    whole: Cell
    themes: list[Row]  # the most unmet first
    quiet: list[Row]  # themes in which too few cities ask
    countries: list[Row]
    sizes: list[Row]
    columns: list[str]  # countries that stand alone in some theme
    crossed: list[Crossed]
    periods: list[Period]

    @property
    def unanswered(self) -> list[Row]:
        return [row for row in self.themes if row.cell.least]

    @property
    def answered(self) -> list[Row]:
        """Themes in which nothing is missing today."""
        return [row for row in self.themes if not row.cell.least]

    @property
    def most(self) -> int:
        """Open needs of the theme with most: what the bars are measured by."""
        return max((row.cell.open for row in self.themes), default=0)


class ThemeDemand(NamedTuple):
    theme: Term
    unmet: int
    share: float


def themes() -> list[ThemeDemand]:
    """The themes by unmet demand, the most first: for courses and calls to choose from.

    `unmet` needs have no good match, which is the `share` (0..1) of the open ones. Both are what everybody may know:
    where the page says "fewer than 3" or "all but 1 or 2", the least that it can be. A theme in which fewer than
    three cities ask is left out.
    """
    return [
        ThemeDemand(terms(Vocabulary.THEMES)[row.code], row.cell.least, row.cell.share)
        for row in ranked(cells()["theme"])
        if row.cell.is_shown
    ]


def figures() -> Figures:
    """Two queries, whatever there is."""
    found = cells()
    by_theme = ranked(found["theme"])
    shown = [row for row in by_theme if row.cell.is_shown]
    columns, table = crossing(shown, found["crossed"])
    return Figures(
        whole=found["whole"],
        themes=shown,
        quiet=[row for row in by_theme if not row.cell.is_shown],
        countries=parted(found["country"], "country", by_demand),
        sizes=parted(found["size"], "size", lambda row: SIZE_NAMES.index(row.code)),
        columns=columns,
        crossed=table,
        periods=periods(),
    )


def by_demand(row: Row) -> tuple[int, int, str]:
    return (-row.cell.least, -row.cell.open, row.code)


def ranked(found: dict[str, Cell]) -> list[Row]:
    """By what may be told, so that not even the order says more; equals as the vocabulary has them."""
    rows = [Row((slug,), found[slug], "theme") for slug in terms(Vocabulary.THEMES) if slug in found]
    return sorted(rows, key=lambda row: by_demand(row)[:2] if row.cell.is_shown else (0, 0))


def parted(found: dict[str, Cell], facet: str, order: Any) -> list[Row]:
    """Those that may stand alone, in order, then the others together; nothing where that does not divide the needs."""
    alone, others = apart(found)
    rows = sorted((Row((code,), found[code], facet) for code in alone), key=order)
    rows += [Row(tuple(others), total(found, others), facet)] if others else []
    return rows if len(rows) > 1 else []


def apart(found: dict[str, Cell]) -> tuple[list[str], list[str]]:
    """Codes that may stand alone, and those that stand together: enough of them that their sum tells of none."""
    alone = sorted((code for code in found if found[code].is_exact), key=lambda code: (-found[code].open, code))
    others = sorted(set(found) - set(alone))
    while others and alone and not total(found, others).is_exact:
        others.append(alone.pop())
    return alone, others


def total(found: dict[str, Cell], codes: Iterable[str]) -> Cell:
    return sum((found[code] for code in codes), Cell())


def crossing(shown: list[Row], found: dict[str, dict[str, Cell]]) -> tuple[list[str], list[Crossed]]:
    """The table of themes by country: its columns, and a row for each theme of which a country may be told."""
    split = {row.code: apart(found[row.code]) for row in shown}
    columns = sorted({country for alone, _others in split.values() for country in alone}, key=country_name)
    told = [row for row in shown if split[row.code][0]]
    return columns, [crossed(row, found[row.code], *split[row.code], columns) for row in told]


def crossed(theme: Row, found: dict[str, Cell], alone: list[str], others: list[str], columns: list[str]) -> Crossed:
    return Crossed(
        theme=theme,
        alone=tuple(Row((code,), found[code], "country") if code in alone else None for code in columns),
        others=Row(tuple(others), total(found, others), "country") if others else None,
    )


# Counting, in PostgreSQL


def cells() -> dict[str, Any]:
    """Each figure by what it is of: `whole`, `country`, `size`, `theme`, and `crossed`: theme, then country."""
    found: dict[str, Any] = {"whole": Cell(), "country": {}, "size": {}, "theme": {}, "crossed": {}}
    with connection.cursor() as cursor:
        cursor.execute(OPEN_NEEDS, {"sizes": THRESHOLDS})
        for theme, country, size, *numbers in cursor.fetchall():
            put(found, Cell(*numbers), theme, country, size)
    return found


def put(found: dict[str, Any], cell: Cell, theme: str | None, country: str | None, size: int | None) -> None:
    if size is not None:
        found["size"][SIZE_NAMES[size]] = cell
    elif theme and country:
        found["crossed"].setdefault(theme, {})[country] = cell
    elif theme or country:
        found["theme" if theme else "country"][theme or country] = cell
    else:
        found["whole"] = cell


# Each need once for itself and once for each of its themes; each set of figures in the same pass.
OPEN_NEEDS = """
SELECT theme, country, size, count(*), count(*) FILTER (WHERE unmet), count(DISTINCT city)
FROM (
    SELECT coverage.good = 0 AS unmet, filed.theme, organisation.country,
        CASE WHEN NOT need.hide_city THEN need.organisation_id END AS city,
        CASE WHEN filed.theme IS NULL THEN width_bucket(
            CASE WHEN need.hide_city THEN 0 ELSE coalesce(organisation.population, 0) END, %(sizes)s::int[]
        ) END AS size
    FROM exchange_need need
    JOIN exchange_coverage coverage ON coverage.need_id = need.id
    JOIN network_organisation organisation ON organisation.id = need.organisation_id
    CROSS JOIN LATERAL (SELECT NULL AS theme UNION SELECT unnest(need.themes)) filed
    WHERE need.state = 'open' AND need.visibility = 'public'
) asked
GROUP BY GROUPING SETS ((theme), (theme, country), (size))
HAVING grouping(size) = 1 OR size IS NOT NULL
"""


def periods() -> list[Period]:
    """The present quarter, the four before it, and all before those; some of them together where they are too few."""
    day = today()
    first = date(day.year - 1, day.month - (day.month - 1) % 3, 1)
    before = first - timedelta(days=1)
    found: dict[date, dict[str, Outcome]] = {}
    with connection.cursor() as cursor:
        cursor.execute(POSTED, {"zone": settings.TIME_ZONE, "before": before, "takes_place": list(TAKES_PLACE)})
        for begins, name, needs, cities in cursor.fetchall():
            found.setdefault(begins, {})[name] = Outcome(name, needs, frozenset(cities or ()))
    return standing_alone(
        Period(None if begins == before else begins, begins, tuple(by.get(name, Outcome(name)) for name in OUTCOMES))
        for begins, by in sorted(found.items())
    )


def standing_alone(periods: Iterable[Period]) -> list[Period]:
    """In order; one that may not stand alone goes together with the next, the last ones with that before them."""
    kept: list[Period] = []
    for period in periods:
        if kept and not kept[-1].may_stand:
            kept[-1] += period
        else:
            kept.append(period)
    while len(kept) > 1 and not kept[-1].may_stand:
        last = kept.pop()
        kept[-1] += last
    return kept


# In `before` are all that were posted until then.
POSTED = """
SELECT quarter, outcome, count(*), array_agg(DISTINCT city) FILTER (WHERE city IS NOT NULL) FROM (
    SELECT greatest(date_trunc('quarter', need.posted_at AT TIME ZONE %(zone)s)::date, %(before)s) AS quarter,
        CASE WHEN NOT need.hide_city THEN need.organisation_id END AS city,
        CASE
            WHEN EXISTS (
                SELECT FROM exchange_exchange exchange
                WHERE exchange.need_id = need.id AND exchange.state = ANY(%(takes_place)s)
            ) THEN 'helped'
            WHEN need.state = 'met' THEN 'met'
            WHEN need.state = 'closed' THEN 'withdrawn'
            WHEN coverage.good = 0 THEN 'unmet'
            ELSE 'waiting'
        END AS outcome
    FROM exchange_need need LEFT JOIN exchange_coverage coverage ON coverage.need_id = need.id
    WHERE need.visibility = 'public' AND (need.state <> 'open' OR coverage.need_id IS NOT NULL)
) posted GROUP BY quarter, outcome
"""
