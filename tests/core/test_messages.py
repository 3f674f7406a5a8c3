"""What of a room's code and templates comes into its catalogues."""

import pytest
from django.core.management.base import CommandError

from enlacesur.core.management.commands.messages import messages_of


@pytest.fixture
def said(tmp_path):
    def said(code, name="views.py"):
        (tmp_path / name).write_text(code)
        return [message for message, _place in messages_of(tmp_path)]

    return said


@pytest.mark.parametrize(
    ("code", "messages"),
    [
        ('_("Saved.")', ["Saved."]),
        ('gettext_lazy("One " "and two")', ["One and two"]),
        ('translation.gettext("By its module")', ["By its module"]),
        ('ngettext("%(n)s card", "%(n)s cards", n) % {"n": n}', [("%(n)s card", "%(n)s cards")]),
        ("f\"{_('Inside')} and {n:{_('nested')}}\"", ["Inside", "nested"]),
        ("gettext(label)", []),
        ('print("not said")', []),
    ],
)
def test_texts_of_code_are_found(said, code, messages):
    assert said(code) == messages


@pytest.mark.parametrize(
    "code", ['_(f"{n} cards")', '_("Saved" + mark)', 'gettext("%s cards" % n)', '_("a" if n else "b")']
)
def test_one_that_is_put_together_first_can_be_in_no_catalogue(said, code):
    with pytest.raises(CommandError, match=r"views\.py:2: "):
        said(f"\n{code}")


def test_texts_of_templates_are_found(said):
    counted = "{% blocktranslate count n=n %}{{ n }} card{% plural %}{{ n }} cards{% endblocktranslate %}"
    assert said('{% translate "Send" %}' + counted, "list.html") == ["Send", ("%(n)s card", "%(n)s cards")]
