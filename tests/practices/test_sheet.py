"""The sheet of a card as PDF, and how a card is cited."""

import json

import pytest
import typst
from django.utils import translation

from enlacesur.core import pdf
from enlacesur.network.models import today
from enlacesur.practices import actions, sheet, translating
from enlacesur.practices.models import Submission
from tests.factories.network import PersonFactory, affiliate
from tests.factories.practices import begin, publish
from tests.factories.shelves import confirm, name, on_shelf, university

pytestmark = pytest.mark.django_db


def seals(practice):
    return list(Submission.objects.on_shelf().filter(practice=practice))


def content(practice):
    return sheet.content(practice, seals(practice), translating.original(practice))


def facts(practice):
    return dict(content(practice)["facts"])


class TestThePdf:
    def test_it_is_one(self, client, rivera, lucia):
        answer = client.get(f"/soluciones/{on_shelf(rivera, lucia).pk}/ficha.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        assert "ferias-sin-restos" in answer["Content-Disposition"]

    @pytest.mark.parametrize("language", ["/pt-br", "/en", ""])
    def test_in_each_language(self, client, rivera, lucia, language):
        assert client.get(f"{language}/soluciones/{publish(rivera, lucia).pk}/ficha.pdf").status_code == 200

    @pytest.mark.parametrize(
        "text",
        [
            '#panic("no") $x^$ *a* _b_ [c](javascript:alert(1)) `#eval`',
            "<script>alert(1)</script>\n\n# Título\n\n1. uno\n   - dos\n     - tres\n2. cuatro",
            "日本語 العربية 🙂",
            "palabra" * 700,
        ],
    )
    def test_whatever_was_written_is_text(self, client, rivera, lucia, text):
        practice = publish(rivera, lucia, problem=text, title=text[:100])
        assert client.get(f"/soluciones/{practice.pk}/ficha.pdf").content.startswith(b"%PDF-")

    def test_of_a_draft_and_of_what_was_withdrawn_there_is_none(self, client, rivera, lucia):
        assert client.get(f"/soluciones/{begin(rivera, lucia).pk}/ficha.pdf").status_code == 404
        practice = actions.withdraw(publish(rivera, lucia), "Ya no.", by=lucia)
        assert client.get(f"/soluciones/{practice.pk}/ficha.pdf").status_code == 404

    def test_it_names_no_personal_contact(self, rivera, lucia):
        practice = publish(rivera, lucia, contact_name="Ana Paz", contact_email="ana@rivera.example")
        assert "ana@rivera.example" not in str(content(practice))
        assert "Ana Paz" not in str(content(practice))

    def test_it_names_the_partners_that_confirmed(self, rivera, lucia):
        practice = publish(rivera, lucia)
        frontera = university()
        part = name(practice, frontera, lucia)
        assert "con" not in {label.lower() for label in facts(practice)}
        confirm(part, affiliate(PersonFactory(), frontera).person)
        assert "Universidad de la Frontera: Midió los resultados." in facts(practice)["Con"]

    @pytest.mark.parametrize(
        "line", ["Universidad de la Frontera", "universidad de la frontera (Salto)", "UF: midió los resultados"]
    )
    def test_it_names_nobody_twice(self, rivera, lucia, line):
        practice = publish(rivera, lucia, partners=[line, "Cooperativa El Sol"])
        frontera = university(institution="")
        confirm(name(practice, frontera, lucia), affiliate(PersonFactory(), frontera).person)
        assert facts(practice)["Con"] == "Universidad de la Frontera: Midió los resultados.; Cooperativa El Sol"

    def test_it_says_what_is_needed_and_why_it_was_accepted(self, rivera, lucia):
        practice = on_shelf(rivera, lucia, requirements=["Una compostera *cerrada*", "Un acuerdo"])
        Submission.objects.filter(practice=practice).update(public_summary="Cualquiera puede hacerlo.")
        titles = [section["title"] for section in content(practice)["sections"]]
        assert str(titles[-2]) == "Para que funcione hace falta"
        assert titles[-1] == "Por qué se aceptó (BBP 2026-001)".replace("2026", str(today().year))
        assert "Una compostera *cerrada*" in str(content(practice))
        assert "Cualquiera puede hacerlo." in str(content(practice))
        assert sheet.sheet(practice, seals(practice)).startswith(b"%PDF-")

    def test_it_is_in_the_words_of_the_institution_where_it_has_translated_it(self, client, rivera, lucia):
        practice = publish(rivera, lucia)
        texts = {"title": "Feiras sem restos", "summary": "s", "problem": "p", "done": "d", "results": "r"}
        translating.translate(practice, "pt", texts, 1, read=True, by=lucia)
        shown = translating.by_institution(practice, "pt")
        assert sheet.content(practice, [], shown)["title"] == "Feiras sem restos"
        assert client.get(f"/pt-br/soluciones/{practice.pk}/ficha.pdf").status_code == 200


class TestLettersThatNoFontHas:
    """Read from the description that stands in the file as plain text."""

    @pytest.mark.parametrize(
        ("written", "printed"),
        [
            ("Feira da Liberdade (日本語 自由)", "Feira da Liberdade ([…])"),
            ("한국 y \\u65e5", "[…] y \\u65e5"),
            ("สวัสดี, Salto", "[…], Salto"),
            ("Привет, Ελληνικά, العربية, ñandú g̃uarani ỹ", "Привет, Ελληνικά, العربية, ñandú g̃uarani ỹ"),
        ],
    )
    def test_leave_a_mark_and_others_stay(self, client, rivera, lucia, written, printed):
        practice = publish(rivera, lucia, title=written)
        made = client.get(f"/soluciones/{practice.pk}/ficha.pdf").content.decode(errors="replace")
        assert f'<rdf:li xml:lang="x-default">{printed}</rdf:li>' in made

    def test_the_mark_is_explained_where_it_stands(self, rivera, lucia):
        given = content(publish(rivera, lucia))
        assert said_of_the_mark(given) == []
        assert len(said_of_the_mark(given | {"lacking": True})) == 1


def said_of_the_mark(given):
    return json.loads(typst.query(sheet.TEMPLATE, "<lacking>", sys_inputs={"data": json.dumps(given, default=str)}))


class TestMarkdownAsBlocks:
    def test_lists_know_their_kind_and_depth(self):
        made = pdf.blocks("Uno\n\n1. dos\n2. tres\n\n- cuatro\n  - cinco")
        assert [(one["kind"], one["depth"]) for one in made] == [
            ("p", 0),
            ("number", 1),
            ("number", 1),
            ("item", 1),
            ("item", 2),
        ]

    def test_emphasis_is_kept(self):
        (block,) = pdf.blocks("de **tres** a *cuatro*")
        assert [run["text"] for run in block["runs"] if run.get("strong")] == ["tres"]
        assert [run["text"] for run in block["runs"] if run.get("em")] == ["cuatro"]


class TestCitation:
    def test_it_says_who_what_where_and_which_version(self, settings, rivera, lucia):
        settings.SITE_URL = "https://enlace.example"
        practice = on_shelf(rivera, lucia, title="Ferias sin restos")
        said = sheet.citation(practice, seals(practice))
        assert said.startswith("Intendencia de Rivera (")
        assert "«Ferias sin restos». Banco de Buenas Prácticas, BBP " in said
        assert said.endswith(f"versión 1. https://enlace.example/soluciones/{practice.pk}/")

    def test_it_is_in_the_readers_language(self, rivera, lucia):
        with translation.override("pt-br"):
            assert "Banco de Boas Práticas" in sheet.citation(*(lambda p: (p, seals(p)))(on_shelf(rivera, lucia)))

    def test_what_was_withdrawn_stays_citable(self, client, rivera, lucia):
        practice = actions.withdraw(on_shelf(rivera, lucia), "La ordenanza cambió.", by=lucia)
        page = client.get(f"/soluciones/{practice.pk}/")
        assert page.status_code == 410
        assert "BBP" in page.text
        assert "La ordenanza cambió." in page.text


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Ferias 🎉 sin restos", "Ferias sin restos"),
        ("🌱 Huertas", "Huertas"),
        ("Barrio limpio 👩🏽‍🌾", "Barrio limpio"),
        ("☀️ Sol ✓ ½ – «ñ»", "☀ Sol ✓ ½ – «ñ»"),
        ("🇺🇾🇧🇷", ""),
        ("✅ Listo ✨ y ❌ no", "✓ Listo y ✗ no"),
    ],
)
def test_pictures_that_no_font_has_are_left_out(written, printed):
    assert pdf.printable(written) == printed
