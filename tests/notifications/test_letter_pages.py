"""The pages to which the links of a letter lead: what they stop, and for whom they open."""

import pytest
from django.test import Client

from enlacesur.notifications.mail import proof_of, token_of
from enlacesur.notifications.models import Digest, Letter, LetterKind, Level, Mute
from tests.factories.announcements import announce
from tests.factories.exchange import ask, post
from tests.factories.notifications import all_goes_out, fan_out, interest, letter_to, reachable
from tests.factories.practices import publish


def proof(letter):
    """What stands for the notice of the letter in its addresses."""
    return proof_of(letter.pk, letter.notices.get().pk)


@pytest.fixture
def sent(smtp, reader, rivera, lucia):
    publish(rivera, lucia)
    all_goes_out()
    return letter_to(reader)


@pytest.fixture
def page(sent):
    return f"/avisos/{token_of(sent)}"


@pytest.fixture
def elsewhere():
    """A mail program: no cookie of ours, and no token of a form."""
    return Client(enforce_csrf_checks=True)


def test_opening_them_changes_nothing(client, sent, reader, page):
    notice = sent.notices.get()
    for path, status in ((f"/{proof(sent)}/", 302), (f"/{proof(sent)}/dejar/", 200), ("/baja/", 200)):
        assert client.get(page + path).status_code == status
    notice.refresh_from_db()
    assert notice.read_at is None
    assert reader.interests.get().active


def test_posting_stops_the_reason(elsewhere, sent, reader, page):
    assert elsewhere.post(f"{page}/{proof(sent)}/dejar/", {"step": "stop"}).status_code == 200
    assert not reader.interests.get().active


def test_asked_again_they_say_that_it_is_stopped(elsewhere, sent, reader, page):
    asked = elsewhere.get(f"{page}/{proof(sent)}/dejar/")
    elsewhere.post(f"{page}/{proof(sent)}/dejar/", {"step": "stop"})
    again = elsewhere.get(f"{page}/{proof(sent)}/dejar/", headers={"If-None-Match": asked.get("ETag", "")})
    assert "Ya se había detenido" in again.content.decode()


def test_so_does_the_page_of_one_click(elsewhere, sent, page):
    assert "Sí, dejar de recibirlos" in elsewhere.get(f"{page}/baja/").content.decode()
    elsewhere.post(f"{page}/baja/")
    assert "Sí, dejar de recibirlos" not in elsewhere.get(f"{page}/baja/").content.decode()


def test_and_those_of_a_thing_and_of_all_mails(elsewhere, smtp, rivera, canoas, lucia, joana):
    reachable(joana)
    ask(rivera, canoas, lucia)
    all_goes_out()
    letter = letter_to(joana)
    address = f"/avisos/{token_of(letter)}"
    pages = (f"{address}/baja/", f"{address}/{proof(letter)}/dejar/")
    for path in pages:
        assert "Sí, dejar de recibirlos" in elsewhere.get(path).content.decode()
    elsewhere.post(pages[0])
    for path in pages:
        assert "Sí, dejar de recibirlos" not in elsewhere.get(path).content.decode()
    letter.stops = ""
    letter.save()
    assert "Sí, dejar de recibirlos" in elsewhere.get(pages[0]).content.decode()
    elsewhere.post(pages[0])
    assert "Sí, dejar de recibirlos" not in elsewhere.get(pages[0]).content.decode()


def test_only_what_can_be_quieter_is_offered_to_be(elsewhere, sent, reader, page):
    path = f"{page}/{proof(sent)}/dejar/"
    assert 'value="less"' in elsewhere.get(path).content.decode()
    reader.interests.update(level=Level.DIGEST)
    assert 'value="less"' not in elsewhere.get(path).content.decode()


def test_nobody_on_the_way_keeps_them(elsewhere, sent, page):
    for path in (f"/{proof(sent)}/dejar/", "/baja/"):
        assert elsewhere.get(page + path)["Cache-Control"] == "private, no-store"


def test_or_makes_it_quieter(elsewhere, sent, reader, page):
    assert elsewhere.post(f"{page}/{proof(sent)}/dejar/", {"step": "less"}).status_code == 200
    assert reader.interests.get().level == Level.DIGEST


def test_one_click_of_the_mail_program_stops_the_reason_of_a_single_notice(elsewhere, sent, reader, page):
    assert elsewhere.post(f"{page}/baja/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not reader.interests.get().active


def test_and_of_a_mail_with_several_the_mails_of_interests(elsewhere, smtp, reader, rivera, lucia, settings):
    for title in ("Compostaje en la feria", "Riego con agua de lluvia"):
        publish(rivera, lucia, title=title)
    all_goes_out()
    address = smtp.got[0].message["List-Unsubscribe"].strip(" <>")
    path = address.removeprefix(settings.SITE_URL)
    assert elsewhere.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert (reader.preferences.at_once, reader.preferences.digest) == (False, Digest.NEVER)
    assert reader.interests.get().active


def test_a_thing_that_is_theirs_to_answer_is_silenced(elsewhere, smtp, rivera, canoas, lucia, joana):
    reachable(joana)
    exchange = ask(rivera, canoas, lucia)
    all_goes_out()
    letter = letter_to(joana)
    elsewhere.post(f"/avisos/{token_of(letter)}/{proof(letter)}/dejar/")
    assert Mute.objects.get(person=joana).thing == f"exchange:{exchange.pk}"


def test_its_page_names_the_thing_and_what_else_is_silenced(elsewhere, smtp, rivera, canoas, lucia, joana):
    reachable(joana)
    ask(rivera, canoas, lucia)
    all_goes_out()
    letter = letter_to(joana)
    address = f"/avisos/{token_of(letter)}/{proof(letter)}/dejar/"
    asked = elsewhere.get(address).content.decode()
    assert "«Cómo acordar con los feriantes»" in asked
    assert "Tampoco se le recordará responder." in asked
    assert "no recibirá avisos de «Cómo acordar con los feriantes»" in elsewhere.post(address).content.decode()


def test_the_page_of_one_click_says_so_too_and_leads_to_where_it_is_taken_back(
    elsewhere, smtp, rivera, canoas, lucia, joana
):
    reachable(joana)
    ask(rivera, canoas, lucia)
    all_goes_out()
    address = f"/avisos/{token_of(letter_to(joana))}/baja/"
    assert "Tampoco se le recordará responder." in elsewhere.get(address).content.decode()
    done = elsewhere.post(address).content.decode()
    assert "Puede volver a activarlos entre sus intereses" in done
    assert '<p><a href="/intereses/">' in done


def test_an_announcement_promises_no_stop_of_the_next(elsewhere, smtp, secretary, reader):
    announce(secretary)
    all_goes_out()
    letter = letter_to(reader)
    assert "/dejar/" not in smtp.got[0].text + smtp.got[0].html
    assert elsewhere.get(f"/avisos/{token_of(letter)}/{proof(letter)}/dejar/").status_code == 404


def test_a_forged_token_leads_nowhere(elsewhere, sent):
    for path in (f"/{proof(sent)}/", f"/{proof(sent)}/dejar/", "/baja/"):
        assert elsewhere.get(f"/avisos/{sent.pk}:forged{path}").status_code == 404
    for path in (f"/{proof(sent)}/dejar/", "/baja/"):
        assert elsewhere.post(f"/avisos/{sent.pk}:forged{path}").status_code == 404


def test_nor_does_the_token_of_one_letter_to_the_notices_of_another(client, sent, stranger):
    mine = Letter.objects.create(person=stranger, kind=LetterKind.AT_ONCE, to=stranger.email)
    assert client.get(f"/avisos/{token_of(mine)}/{proof(sent)}/").status_code == 404


def test_nor_to_other_notices_of_the_same_person(elsewhere, sent, reader, page, rivera, lucia):
    interest(reader, words="riego")
    publish(rivera, lucia, title="Riego con agua de lluvia")
    fan_out()
    other = reader.notifications.exclude(letter=sent).get()
    for named in (other.pk, proof(sent).replace(str(sent.notices.get().pk), str(other.pk), 1), f"{other.pk}-"):
        assert elsewhere.get(f"{page}/{named}/").status_code == 404
        assert elsewhere.get(f"{page}/{named}/dejar/").status_code == 404
        assert elsewhere.post(f"{page}/{named}/dejar/", {"step": "stop"}).status_code == 404


class TestWhoOpensItWithoutHavingSignedIn:
    """On a phone, say. That there is nothing at the address is not what they are told."""

    def test_reads_what_everybody_may_read_at_once(self, elsewhere, sent, page):
        assert "/soluciones/" in elsewhere.get(f"{page}/{proof(sent)}/")["Location"]

    def test_is_asked_to_sign_in_for_what_waits_for_them(self, client, smtp, rivera, canoas, lucia, joana):
        reachable(joana)
        exchange = ask(rivera, canoas, lucia)
        all_goes_out()
        letter = letter_to(joana)
        address = f"/avisos/{token_of(letter)}/{proof(letter)}/"
        asked = client.get(address)
        assert "/cuenta/login/" in asked["Location"]
        client.force_login(joana)  # the sign-in leads back
        assert client.get(asked["Location"].partition("next=")[2])["Location"].endswith(exchange.get_absolute_url())
        assert letter.notices.get().read_at

    def test_is_asked_to_sign_in_for_what_members_alone_see(self, elsewhere, smtp, reader, rivera, lucia):
        reader.interests.update(kinds=["need"])
        post(rivera, lucia, visibility="members")
        all_goes_out()
        letter = letter_to(reader)
        address = f"/avisos/{token_of(letter)}/{proof(letter)}/"
        assert "/cuenta/login/" in elsewhere.get(address)["Location"]
