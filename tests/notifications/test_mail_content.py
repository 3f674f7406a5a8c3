"""What a mail says, in HTML and in plain text, as who gets it reads it."""

import pytest

from enlacesur.notifications import compose
from enlacesur.notifications.models import Digest, Preferences
from tests.factories.announcements import announce
from tests.factories.exchange import ask
from tests.factories.notifications import all_goes_out, interest, reachable
from tests.factories.practices import publish


def mail_to(smtp, person):
    all_goes_out()
    [mail] = [mail for mail in smtp.got if mail.to == person.email]
    return mail


def text_to(smtp, person):
    return mail_to(smtp, person).text.replace("\r\n", "\n")


class TestAnAnnouncement:
    TEXT = "## Orden\n\n- **Martes 2**, 10 h\n- [Sala](https://red.example/sala)"

    def test_has_no_signs_of_markdown_in_plain_text_and_loses_no_address(self, smtp, secretary, lucia):
        reachable(lucia)
        announce(secretary, text=self.TEXT)
        text = text_to(smtp, lucia)
        assert "\nOrden\n\n- Martes 2, 10 h\n- Sala (https://red.example/sala)\n" in text

    def test_says_in_which_language_it_is_where_that_is_not_the_readers(self, smtp, secretary, lucia, joana):
        reachable(lucia, joana)
        announce(secretary)
        all_goes_out()
        html = {mail.to: mail.html for mail in smtp.got}
        assert '<html lang="pt-BR">' in html[joana.email]
        assert '<div lang="es"><p>' in html[joana.email]
        assert "<div><p>" in html[lucia.email]


class TestADigest:
    @pytest.fixture
    def titles_alone(self, joana, rivera, lucia):
        """Of two interests of Joana, which bring two things and one."""
        reachable(joana)
        Preferences.objects.create(person=joana, at_once=False, digest=Digest.DAILY, budget=0)
        interest(joana, themes=["cultura"])
        interest(joana, themes=["deportes"])
        for theme, title in (("cultura", "Feria"), ("deportes", "Pista"), ("cultura", "Museo")):
            publish(rivera, lucia, title=title, themes=[theme])

    def test_names_under_each_reason_what_it_brought(self, smtp, titles_alone, joana):
        text = text_to(smtp, joana)
        assert text.count("Porque você segue: Cultura.") == text.count("Porque você segue: Esportes.") == 1
        assert text.index("Cultura.") < text.index("Museo") < text.index("Feria") < text.index("Esportes.")
        assert text.index("Esportes.") < text.index("Pista")

    def test_so_does_its_html(self, smtp, titles_alone, joana):
        html = mail_to(smtp, joana).html
        assert html.count("Porque você segue: Cultura.") == 1
        assert html.index("Museo") < html.index("Esportes.") < html.index("Pista")

    def test_counts_in_its_subject_what_it_has_no_room_for_too(self, smtp, titles_alone, joana, monkeypatch):
        monkeypatch.setattr(compose, "MOST_NAMED", 1)
        mail = mail_to(smtp, joana)
        assert mail.subject.strip().startswith("3 avisos para você")

    def test_says_also_only_after_something_else(self, smtp, titles_alone, joana):
        mail = mail_to(smtp, joana)
        assert "Também" not in mail.text
        assert "Também" not in mail.html


def test_the_plain_text_ends_with_a_signature_that_mail_programs_know(smtp, secretary, lucia):
    reachable(lucia)
    announce(secretary)
    assert "\n-- \nEnlace Sur" in text_to(smtp, lucia)


def test_what_cannot_be_less_is_only_said_to_be_no_more(smtp, rivera, canoas, lucia, joana):
    reachable(joana)
    ask(rivera, canoas, lucia)
    mail = mail_to(smtp, joana)
    for said in (mail.text, mail.html):
        assert "Não receber mais avisos disto" in said
        assert "Menos avisos assim" not in said
