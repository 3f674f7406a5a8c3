"""Lists in CSV and XLSX, as people send them."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from enlacesur.core import spreadsheet
from enlacesur.core.spreadsheet import Unreadable, by_words, guarded, written_csv, written_xlsx

NAMES_OF = by_words({"name": ("nombre", "nome"), "since": ("desde",), "about": ("reseña",)})
ROWS = [(2, {"name": "Concepción", "since": "2001"})]


def read(raw, most=100):
    return list(table(raw, most).rows)


def table(raw, most=100):
    return spreadsheet.read(raw, NAMES_OF, {"name": "Nombre", "since": "Desde"}, most)


def xlsx(*lines, merge=()):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    for cells in merge:
        book.active.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def with_sheet(raw, dimension="A1:B2", far=""):
    """The same file, whose sheet says another size of itself, or has one more cell far away."""
    parts = zipfile.ZipFile(io.BytesIO(raw))
    texts = {name: parts.read(name) for name in parts.namelist()}
    name = "xl/worksheets/sheet1.xml"
    sheet = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{dimension}"'.encode(), texts[name])
    if far:
        cell = f'<row r="{far.lstrip("AXFD")}"><c r="{far}"><v>1</v></c></row></sheetData>'
        sheet = sheet.replace(b"</sheetData>", cell.encode())
    return zipped(**texts | {name: sheet})


class TestTexts:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_encodings_and_delimiters_are_found_out(self, encoding, delimiter):
        text = "Nombre,Desde\nConcepción,2001\n".replace(",", delimiter)
        assert read(text.encode(encoding)) == ROWS

    @pytest.mark.parametrize("heading", ["NOMBRE", " nombre * ", "Nome", "name"])
    def test_headings_are_known_however_they_are_written(self, heading):
        assert read(f"{heading},desde\nConcepción,2001".encode()) == ROWS

    def test_a_title_may_stand_above_the_headings(self):
        raw = "Lista de miembros;;\n;;\nnombre;otra cosa;desde\nConcepción;x;2001\n".encode()
        assert read(raw) == [(4, {"name": "Concepción", "since": "2001"})]

    def test_headings_that_are_none_of_ours_are_told(self):
        raw = f"nombre,Eje temático,,desde,{'x' * 80}\nRivera,1,2,1999,3\n".encode()
        assert table(raw).unknown == ["Eje temático", f"{'x' * 59}…"]

    def test_also_where_one_of_them_may_be_that_which_lacks(self):
        with pytest.raises(Unreadable, match=r"columnas: Desde\. No se entienden: Año de ingreso\."):
            table("Miembros;\nnombre;Año de ingreso\nRivera;1999".encode())

    def test_rows_keep_the_number_that_a_spreadsheet_shows(self):
        raw = 'nombre,desde\n,\n"Dos\nlíneas",2001\nRivera,1999\n'.encode()
        assert [number for number, _cells in read(raw)] == [3, 4]

    def test_short_and_long_lines_are_taken(self):
        assert [cells for _n, cells in read(b"nombre,desde\nRivera\nSalto,2001,x,y\n")] == [
            {"name": "Rivera"},
            {"name": "Salto", "since": "2001"},
        ]

    @pytest.mark.parametrize(
        ("raw", "sentence"),
        [
            (b"", "En la primera línea faltan estas columnas: Nombre, Desde."),
            (b"nombre\nRivera\n", "faltan estas columnas: Desde."),
            (b"nombre,nome,desde\n1,2,3\n", "Dos columnas quieren decir lo mismo: nombre, nome."),
            (b"\xff\xfe\x00", "Hay letras del archivo que no se pueden leer"),
            (b"\x00\x01\x02", "No es una planilla que se pueda leer"),
            (b"%PDF-1.7 \x00\x81", "Hay letras del archivo que no se pueden leer"),
            (b"PK\x03\x04 no zip", "No es una planilla que se pueda leer"),
            (b'nombre,desde\n"' + b"x" * 1_100_000, "No es una planilla que se pueda leer"),
        ],
    )
    def test_what_cannot_be_used_is_said_in_a_sentence(self, raw, sentence):
        with pytest.raises(Unreadable, match=sentence):
            read(raw)

    def test_more_rows_than_may_be_are_refused(self):
        with pytest.raises(Unreadable, match="más de 3 filas"):
            read(b"nombre,desde\n" + b"Rivera,2001\n" * 4, most=3)


class TestSheets:
    def test_numbers_and_days_are_read_as_they_look(self):
        assert read(xlsx(["nombre", "desde"], ["Concepción", 2001.0])) == ROWS

    def test_a_merged_cell_says_the_same_in_all_its_rows(self):
        raw = xlsx(["nombre", "desde"], ["Rivera", 1999], [None, 2001], ["Salto", 2003], merge=["A2:A3"])
        assert [cells["name"] for _n, cells in read(raw)] == ["Rivera", "Rivera", "Salto"]

    def test_a_merged_title_is_a_title(self):
        raw = xlsx(["Miembros"], ["nombre", "desde"], ["Concepción", 2001], merge=["A1:C1"])
        assert read(raw) == [(3, ROWS[0][1])]

    def test_a_formula_that_was_never_computed_is_seen(self):
        assert read(xlsx(["nombre", "desde"], ["Rivera", "=1990+9"]))[0][1]["since"] == "=1990+9"

    def test_what_a_sheet_says_of_its_size_does_not_hide_rows(self):
        raw = xlsx(["nombre", "desde"], ["Rivera", 1999], ["Salto", 2003])
        assert [cells["name"] for _n, cells in read(with_sheet(raw, dimension="A1:B2"))] == ["Rivera", "Salto"]

    def test_nor_does_it_make_them_wider_or_more(self, monkeypatch):
        monkeypatch.setattr(spreadsheet, "MOST_CELLS", 100)
        raw = xlsx(["nombre", "desde"], ["Concepción", 2001])
        assert read(with_sheet(raw, dimension="A1:XFD1048576")) == ROWS

    @pytest.mark.parametrize("place", ["A1048576", "XFD200"])
    def test_a_cell_far_away_is_not_walked_to(self, place):
        raw = with_sheet(xlsx(["nombre", "desde"], ["Concepción", 2001]), far=place)
        with pytest.raises(Unreadable, match="Borre las filas y columnas vacías"):
            read(raw)

    def test_a_cell_merged_with_one_of_a_shorter_row_is_filled(self):
        raw = xlsx(["desde", "nombre"], [1999, "Rivera"], [2001], ["2003", "Salto"], merge=["B2:B3"])
        assert [cells["name"] for _n, cells in read(raw)] == ["Rivera", "Rivera", "Salto"]

    def test_a_bomb_is_not_unpacked(self):
        raw = zipped(**{"xl/workbook.xml": b"0" * (spreadsheet.MOST_UNPACKED + 1)})
        assert len(raw) < 100_000
        with pytest.raises(Unreadable, match="demasiado grande una vez descomprimido"):
            read(raw)

    def test_entities_do_not_grow(self):
        raw = xlsx(["nombre", "desde"], ["Rivera", 2001])
        bomb = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 500 + '">'
        bomb += "".join(f'<!ENTITY {now} "{f"&{before};" * 100}">' for before, now in ("ab", "bc", "cd", "de")) + "]>"
        parts = zipfile.ZipFile(io.BytesIO(raw))
        texts = {name: parts.read(name) for name in parts.namelist()}
        name = "xl/worksheets/sheet1.xml"
        texts[name] = bomb.encode() + texts[name].replace(b"</sheetData>", b"</sheetData><x>&e;</x>")
        with pytest.raises(Unreadable):
            read(zipped(**texts))

    @pytest.mark.parametrize("parts", [{}, {"a.txt": "nothing"}, {"xl/workbook.xml": "<broken"}])
    def test_a_packed_file_that_is_no_spreadsheet_is_refused(self, parts):
        raw = zipped(**parts)
        with pytest.raises(Unreadable):
            read(raw if parts else b"PK\x03\x04" + raw)


class TestWriting:
    DANGEROUS = ("=1+1", "+1", "-1", "@x", "\tx", "=HYPERLINK('http://x')")

    def test_no_cell_is_run_as_a_formula(self):
        raw = written_csv([["name"], *([text] for text in self.DANGEROUS)])
        assert raw.startswith(b"\xef\xbb\xbf")
        lines = raw.decode("utf-8-sig").splitlines()[1:]
        assert all(line.lstrip('"').startswith("'") for line in lines)

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_reading_takes_the_guard_away(self, text):
        assert spreadsheet.without_guard(guarded(text)) == text

    def test_numbers_stay_numbers(self):
        assert guarded(-3) == -3

    def test_a_sheet_keeps_texts_as_texts_and_has_others_beside_it(self):
        book = load_workbook(io.BytesIO(written_xlsx([["=1+1", 3]], Temas=[["Cultura\x07"]])))
        first, second = book.worksheets
        assert (first["A1"].data_type, first["A1"].value, first["B1"].value) == ("s", "=1+1", 3)
        assert (second.title, second["A1"].value) == ("Temas", "Cultura")
