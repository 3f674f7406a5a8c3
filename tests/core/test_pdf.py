"""What people wrote as PDF: with what no font has marked, and in the form for archives.

Read from the description that stands in the file as plain text.
"""

import re
from html import unescape

import pytest

from enlacesur.core import pdf

TEMPLATE = """
#let card = json(bytes(sys.inputs.data))
#let explained = if card.at("lacking", default: false) [, explained]
#set document(title: [#card.texts.at(0)#explained])
#for one in card.texts [#one #strong(one) #emph(one) #linebreak()]
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "card.typ"
    path.write_text(TEMPLATE)
    return path


def title_of(made):
    return re.search(b'<rdf:li xml:lang="x-default">(.*?)</rdf:li>', made)[1].decode()


def is_for_archives(made):
    return b"<pdfaid:part>2</pdfaid:part>" in made


def test_letters_that_no_font_has_are_marked_and_the_mark_is_explained(template):
    made = pdf.render(template, {"texts": ["Feria 自由", "한국 สวัสดี", "हिन्दी ქართული 漢字"]})
    assert title_of(made) == "Feria […], explained"
    assert is_for_archives(made)


@pytest.mark.parametrize("sign", ["\ufeff", "\ufffe", "\x02", "\x93"])
def test_what_nobody_sees_is_left_out_without_a_mark(template, sign):
    """Texts that were pasted bring it along."""
    made = pdf.render(template, {"texts": [f"Ferias{sign} sin restos", "\\u0002 \\ufeff"]})
    assert title_of(made) == "Ferias sin restos"
    assert is_for_archives(made)


@pytest.mark.parametrize("sign", ["\u20dd", "\u0e31"])
@pytest.mark.parametrize("letter", ["e", "é", '"', "\\"])
def test_of_a_letter_with_a_sign_above_that_is_lacking_the_sign_alone_is_marked(template, letter, sign):
    made = pdf.render(template, {"texts": [f"{letter}, té {letter}{sign}", "Ferias"]})
    assert unescape(title_of(made)) == f"{letter}, té {letter}[…], explained"
    assert is_for_archives(made)
