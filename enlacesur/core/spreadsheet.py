"""Lists that people keep in spreadsheets: CSV and XLSX, read as rows of text under our own column names, and written.

A file is known by its first bytes, never by its name. What cannot be read as a whole is `Unreadable`, with a sentence.
"""

import csv
import io
import re
import zipfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import range_boundaries

from enlacesur.core.access import Sentence
from enlacesur.core.text import cut, folded

ZIP = b"PK\x03\x04"
MOST_UNPACKED = 25 * 1024 * 1024  # bytes, of all parts of an XLSX
MOST_LINES, MOST_CELLS = 50_000, 2_000_000  # of a sheet, empty ones too
MOST_MERGED = 2000  # ranges, and rows of one
TITLES = 10  # rows that may stand above the one with the headings
MOST_UNKNOWN, LONGEST_HEADING = 30, 60  # headings that are told, and letters of one
# A spreadsheet takes a cell that begins so for a formula; some do with the wide signs of East Asian keyboards too.
ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')
csv.field_size_limit(1_000_000)

Line = list[str]
Words = Mapping[str, Iterable[str]]  # by column of ours, what people call it
NamesOf = Callable[[Line], Line]  # the columns that the headings of a line name, "" for none of ours
Row = tuple[int, dict[str, str]]  # its number in the file, as a spreadsheet counts; its cells by column


class Unreadable(Exception):  # noqa: N818  a sentence for whoever sent the file
    """The file as a whole cannot be used. The message says why."""


class Table(NamedTuple):
    """`unknown`: headings that name none of our columns, whose cells are left out."""

    unknown: Line
    rows: Iterator[Row]


def read(raw: bytes, names_of: NamesOf, required: Mapping[str, Sentence], most: int) -> Table:
    """The rows of a file, blank ones left out. `required`: what the columns are called without which there is no
    list."""
    lines = enumerate(read_xlsx(raw) if raw.startswith(ZIP) else read_csv(raw), start=1)
    names, cells = headings(lines, names_of, required)
    return Table(unknown_in(names, cells), rows_below(lines, names, most))


def rows_below(lines: Iterable[tuple[int, Line]], columns: Line, most: int) -> Iterator[Row]:
    filled = ((number, cells) for number, cells in lines if any(cell.strip() for cell in cells))
    for n, (number, cells) in enumerate(filled):
        if n >= most:
            raise Unreadable(_("The file has more than %(n)s rows.") % {"n": most})
        yield number, {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}


def headings(
    lines: Iterator[tuple[int, Line]], names_of: NamesOf, required: Mapping[str, Sentence]
) -> tuple[Line, Line]:
    """Our names of the columns, and what they are called there. A title may stand above the line of the headings."""
    names, cells = list[str](), list[str]()
    for _number, line in islice(lines, TITLES):
        found = names_of(line)
        if len(required.keys() & set(found)) > len(required.keys() & set(names)):
            names, cells = found, line
        if required.keys() <= set(names):
            refuse_doubles(names, cells)
            return names, cells
    raise Unreadable(what_is_lacking(names, cells, required))


def what_is_lacking(names: Line, cells: Line, required: Mapping[str, Sentence]) -> str:
    missing = ", ".join(str(title) for name, title in required.items() if name not in names)
    sentence = _("The first line lacks these columns: %(names)s.") % {"names": missing}
    if unknown := unknown_in(names, cells):
        sentence += " " + _("These are not understood: %(names)s.") % {"names": ", ".join(unknown)}
    return sentence


def unknown_in(names: Line, cells: Line) -> Line:
    """The first of them, and the beginning of each: a line of headings may be anything."""
    unknown = (" ".join(cell.split()) for name, cell in zip(names, cells, strict=True) if not name)
    return [cut(cell, LONGEST_HEADING) for cell in unknown if cell][:MOST_UNKNOWN]


def refuse_doubles(names: list[str], cells: Line) -> None:
    for name in filter(None, names):
        if names.count(name) > 1:
            alike = ", ".join(cell for one, cell in zip(names, cells, strict=True) if one == name)
            raise Unreadable(_("Two columns mean the same: %(names)s. Leave one of them.") % {"names": alike})


def as_heading(text: str) -> str:
    """How headings are compared."""
    return " ".join(folded(text).replace("_", " ").replace("*", " ").split())


def by_words(own: Words, others: Words | None = None) -> NamesOf:
    """A column is known by its own words. Others mean it only where no heading of the line says one of those: beside
    the institution a list may well name its city."""
    known, weaker = columns_by_word(own), columns_by_word(others or {})

    def names_of(line: Line) -> Line:
        found = [known.get(as_heading(cell), "") for cell in line]
        said = set(found)
        free = {word: name for word, name in weaker.items() if name not in said}
        return [name or free.get(as_heading(cell), "") for name, cell in zip(found, line, strict=True)]

    return names_of


def columns_by_word(words: Words) -> dict[str, str]:
    return {as_heading(word): name for name, said in words.items() for word in (name, *said)}


# CSV


def read_csv(raw: bytes) -> Iterator[Line]:
    text = decoded(raw)
    if "\x00" in text:
        raise not_a_spreadsheet()
    head = "".join(islice(io.StringIO(text), TITLES))
    delimiter = max(";,\t", key=head.count)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [without_guard(cell) for cell in line]
    except csv.Error as fault:
        raise not_a_spreadsheet() from fault


def decoded(raw: bytes) -> str:
    """UTF-8; UTF-16, as a spreadsheet writes «Unicode text»; else what it writes on Windows."""
    marked = raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("Some letters of the file cannot be read. Save it as “CSV UTF-8” or as XLSX."))


def without_guard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(ACTS) else cell


def guarded(cell: Any) -> Any:
    """A cell that no spreadsheet runs as a formula. Reading takes the guard away."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(ACTS) else cell


def written_csv(lines: Iterable[Iterable[Any]]) -> bytes:
    out = io.BytesIO()
    write_csv(lines, out)
    return out.getvalue()


def write_csv(lines: Iterable[Iterable[Any]], out: Any) -> None:
    """Line by line into a binary file, with the mark by which a spreadsheet knows that it is UTF-8."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    csv.writer(text).writerows([guarded(cell) for cell in line] for line in lines)
    text.detach()  # written out, and the file left open


def csv_file(name: str, lines: Iterable[Iterable[Any]]) -> HttpResponse:
    """To be kept under that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(written_csv(lines), content_type="text/csv; charset=utf-8", headers=headers)


# XLSX


def read_xlsx(raw: bytes) -> Iterator[Line]:
    """The first sheet. A cell merged with those below it says the same in all their rows; a formula that was never
    computed stays visible."""
    try:
        refuse_bomb(raw)
        sheet, formulas = (sheet_of(raw, computed=computed) for computed in (True, False))
        merged = below_merged(raw, sheet)
        above: Line = []
        rows = zip(sheet.iter_rows(values_only=True), formulas.iter_rows(values_only=True), strict=False)
        for number, (values, said) in enumerate(rows, start=1):
            refuse_endless(number, max(len(values), len(above)))
            cells = [cell_text(value, formula) for value, formula in zip(values, said, strict=False)]
            above = filled_from(above, cells, [(number, place) in merged for place in range(len(above))])
            yield above
    except (zipfile.BadZipFile, OSError, LookupError, ValueError, TypeError, AttributeError, ParseError) as fault:
        raise not_a_spreadsheet() from fault


def sheet_of(raw: bytes, *, computed: bool) -> Any:
    """What it says of its own size is forgotten: a row has the cells that it has, be they more or fewer."""
    sheet = load_workbook(io.BytesIO(raw), read_only=True, data_only=computed).active
    sheet.reset_dimensions()  # type: ignore[union-attr]  # what has none is no sheet: who reads refuses it
    return sheet


def refuse_endless(lines: int, width: int) -> None:
    """One cell far down or far to the right makes all that are before it, empty as they are."""
    if lines > MOST_LINES or lines * width > MOST_CELLS:
        raise Unreadable(
            _("The sheet reaches too far. Delete the empty rows and columns around the list, or send it as CSV.")
        )


def filled_from(above: Line, cells: Line, merged: list[bool]) -> Line:
    """As wide as the line above, of which the merged cells come."""
    cells = [*cells, *[""] * (len(above) - len(cells))]
    return [above[place] if place < len(above) and merged[place] else cell for place, cell in enumerate(cells)]


def not_a_spreadsheet() -> Unreadable:
    return Unreadable(_("This is not a spreadsheet that can be read. Send it as CSV or XLSX."))


def refuse_bomb(raw: bytes) -> None:
    """What a packed file says that it unpacks to is what is read of it at most."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
            raise Unreadable(_("The file is too large once it is unpacked. Divide it, or send it as CSV."))


def below_merged(raw: bytes, sheet: Any) -> set[tuple[int, int]]:
    """Row and place of the cells that are merged with the one above them. Read from the sheet itself: openpyxl does
    not tell of them when it reads row by row."""
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        ranges = MERGED.findall(parts.read(sheet._worksheet_path))
    found: set[tuple[int, int]] = set()
    for left, top, _right, bottom in (range_boundaries(one.decode()) for one in ranges[:MOST_MERGED]):
        found |= {(row, left - 1) for row in range(top + 1, min(bottom, top + MOST_MERGED) + 1)}
    return found


def cell_text(value: Any, formula: Any) -> str:
    if value is None:
        return str(formula) if isinstance(formula, str) and formula.startswith("=") else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "")


def written_xlsx(lines: Iterable[Iterable[Any]], **others: Iterable[Iterable[Any]]) -> bytes:
    """The lines on the first sheet; each of the others on one of its name. Texts stay texts, however they begin."""
    book = Workbook(write_only=True)
    for title, rows in {"": lines, **others}.items():
        sheet = book.create_sheet(title or None)
        for line in rows:
            sheet.append([as_text(sheet, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_text(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell
