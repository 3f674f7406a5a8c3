"""The figures of unmet demand as one table, for spreadsheets: what the page shows and no more."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from enlacesur.exchange.demand import Cell, Figures, Row


def rows(figures: Figures) -> Iterator[list[object]]:
    yield heading()
    yield from content(figures)


def heading() -> list[object]:
    return [
        _("Theme"),
        _("Country"),
        _("Inhabitants"),
        _("Posted in the quarters that begin"),
        _("What became of them"),
        _("Needs"),
        _("Without a good match"),
        _("Share"),
    ]


def content(figures: Figures) -> Iterator[list[object]]:
    yield ["", "", "", "", "", *numbers(figures.whole)]
    for row in [*figures.themes, *figures.quiet]:
        yield [row.label, "", "", "", "", *numbers(row.cell)]
    for row in figures.countries:
        yield ["", row.label, "", "", "", *numbers(row.cell)]
    for row in figures.sizes:
        yield ["", "", row.label, "", "", *numbers(row.cell)]
    for crossed in figures.crossed:
        for row in standing([*crossed.alone, crossed.others]):
            yield [crossed.theme.label, row.label, "", "", "", *numbers(row.cell)]
    for period in figures.periods:
        since = period.begins.isoformat() if period.begins else ""
        for outcome in period.outcomes:
            posted = f"{since}/{period.last.isoformat()}"
            yield ["", "", "", posted, outcome.label, outcome.words or outcome.needs, "", ""]


def standing(rows: Iterable[Row | None]) -> Iterator[Row]:
    return (row for row in rows if row)


def numbers(cell: Cell) -> list[object]:
    if not cell.is_shown and cell.open:
        return [cell.words, "", ""]
    return [cell.open, cell.words or cell.unmet, f"{cell.share:.2f}" if cell.is_exact else ""]
