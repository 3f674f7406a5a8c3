import csv
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from enlacesur.core.spreadsheet import Unreadable
from enlacesur.network.members_file import import_members
from enlacesur.network.models import Organisation

HEAD = "nombre;país;provincia;población;miembro desde;correo\n"
GOOD = HEAD + "Rivera;Uruguay;Rivera;84.775;1999;intendencia@rivera.example\nCanoas;BR;Rio Grande do Sul;347657;2003;\n"


@pytest.fixture
def listed(tmp_path, db):
    def write(text, name="miembros.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_list_in_spanish_words_comes_in(listed):
    outcome = import_members(listed(GOOD))
    assert (outcome.created, outcome.errors) == (2, [])
    rivera = Organisation.objects.get(name="Rivera")
    assert (rivera.country, rivera.population, rivera.member_since) == ("UY", 84_775, date(1999, 1, 1))


def test_the_same_list_twice_changes_nothing(listed):
    import_members(listed(GOOD))
    outcome = import_members(listed(GOOD))
    assert (outcome.created, outcome.changed, outcome.same) == (0, 0, 2)


def test_a_second_list_changes_what_differs(listed):
    import_members(listed(GOOD))
    outcome = import_members(listed(GOOD.replace("84.775", "85000")))
    assert (outcome.changed, outcome.same) == (1, 1)
    assert Organisation.objects.get(name="Rivera").population == 85_000


@pytest.mark.parametrize("heading", ["Pública", "público", "public"])
@pytest.mark.parametrize(
    ("said", "public"),
    [("Sí", True), ("sim", True), ("yes", True), ("NO", False), ("não", False), ("privada", False), ("", None)],
)
def test_whether_a_university_is_public_is_known_when_it_is_said(listed, heading, said, public):
    import_members(listed(f"nombre;tipo;país;miembro desde;{heading}\nUdelaR;universidad;UY;1999;{said}\n"))
    assert Organisation.objects.get().public is public


def test_a_list_that_does_not_say_it_leaves_what_is_known(listed):
    for said in ("no", ""):
        import_members(listed(f"nombre;tipo;país;miembro desde;pública\nUdelaR;universidad;UY;1999;{said}\n"))
    assert Organisation.objects.get().public is False


def test_a_word_that_says_neither_is_refused(listed):
    outcome = import_members(listed("nombre;tipo;país;miembro desde;pública\nUdelaR;universidad;UY;1999;mixta\n"))
    assert outcome.errors[0][1] == "public: no es sí ni no"


def test_one_faulty_row_and_nothing_is_written(listed):
    outcome = import_members(listed(GOOD + "Atlántida;Narnia;;;2001;\n"))
    assert "country" in outcome.errors[0][1]
    assert Organisation.objects.count() == 0


def test_a_dry_run_writes_nothing(listed):
    assert import_members(listed(GOOD), dry_run=True).created == 2
    assert Organisation.objects.count() == 0


def test_the_faulty_rows_can_be_mended_and_sent_again(listed, tmp_path):
    path = listed(GOOD + "Salto;Uruguai do Sul;Salto;muchos;mañana;no-es-correo\n")
    with pytest.raises(CommandError, match="1 rows have errors"):
        call_command("import_members", str(path))
    faulty = tmp_path / "miembros.errors.csv"
    rows = list(csv.DictReader(faulty.open(encoding="utf-8-sig")))
    assert {"country", "population", "member_since", "email"} <= {
        part.split(":")[0] for part in rows[0]["error"].split("; ")
    }
    rows[0] |= {"country": "UY", "population": "104000", "member_since": "2001", "email": ""}
    with faulty.open("w", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert import_members(faulty).created == 1


def test_the_same_member_twice_in_a_file_is_said(listed):
    outcome = import_members(listed(GOOD + "Rivera;UY;Rivera;1;1999;\n"))
    assert len(outcome.errors) == 1


def test_two_cities_of_one_name_in_two_countries_are_two(listed):
    import_members(listed(HEAD + "Rivera;UY;;;1999;\nRivera;CO;;;2001;\n"))
    assert sorted(Organisation.objects.values_list("slug", flat=True)) == ["rivera", "rivera-co"]


def test_a_spreadsheet_comes_in_and_its_errors_go_out_as_one(tmp_path, db):
    book = Workbook()
    book.active.append(["name", "country", "member_since", "population"])
    book.active.append(["Recife", "Brasil", 1999, 1488920])
    book.active.append(["Olinda", "Brasil", "ayer", 1])
    path = tmp_path / "miembros.xlsx"
    book.save(path)
    with pytest.raises(CommandError):
        call_command("import_members", str(path))
    sheet = load_workbook(tmp_path / "miembros.errors.xlsx").active
    assert sheet["A2"].value == "Olinda"


@pytest.mark.parametrize("text", ["", "sin;columnas\n1;2\n", "\x00\x01\x02"])
def test_a_file_that_is_no_list_is_refused_with_a_sentence(listed, text):
    with pytest.raises(Unreadable):
        import_members(listed(text))


def test_a_broken_spreadsheet_is_refused_with_a_sentence(listed):
    with pytest.raises(Unreadable):
        import_members(listed("not a zip", "miembros.xlsx"))


def test_windows_letters_are_read(tmp_path, db):
    path = tmp_path / "lista.csv"
    path.write_bytes("name,country,member_since\nConcepción,CL,2001\n".encode("cp1252"))
    import_members(path)
    assert Organisation.objects.get().name == "Concepción"
