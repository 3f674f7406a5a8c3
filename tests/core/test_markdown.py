import pytest

from enlacesur.core.markdown import in_plain_text, plain, render


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[clic](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![foto](https://espia.example/x.png)",
    ],
)
def test_nothing_hostile_comes_through(hostile):
    html = render(hostile)
    for part in ("<script", 'href="javascript', "<img"):
        assert part not in html


def test_lists_and_emphasis_do():
    assert render("1. Uno\n2. **Dos**").split() == ["<ol>", "<li>Uno</li>", "<li><strong>Dos</strong></li>", "</ol>"]


def test_headings_stay_below_those_of_the_page():
    assert render("# Grande\n\n## Menor") == "<h3>Grande</h3>\n<h4>Menor</h4>\n"


def test_in_plain_words_it_has_no_signs():
    assert plain("# Cumbre\n\nHola **a todos**: [aquí](https://example.org) & <b>allá</b>") == (
        "Cumbre\nHola a todos: aquí & <b>allá</b>"
    )


def test_in_plain_text_nothing_is_lost_but_the_signs():
    typed = "## Cumbre\n\n- **Martes 2**, a las 10 h\n- [Sala](https://red.example/sala_1?a=b)\n- [x](javascript:alert)"
    assert in_plain_text(typed) == (
        "Cumbre\n\n- Martes 2, a las 10 h\n- Sala (https://red.example/sala_1?a=b)\n- [x](javascript:alert)"
    )
