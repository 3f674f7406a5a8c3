from datetime import UTC, datetime

import pytest

from enlacesur.notifications import announcing
from enlacesur.notifications.models import Letter, LetterKind
from enlacesur.notifications.states import LetterState
from enlacesur.notifications.views.letter_log import SHOWN
from tests.factories.announcements import announce, draft
from tests.factories.notifications import fan_out, make_due, post_letters, reachable


@pytest.fixture
def desk(client, secretary):
    client.force_login(secretary)
    return client


def letter(person, **columns):
    columns = {"kind": LetterKind.AT_ONCE, "to": person.email, "domain": "ciudad.example"} | columns
    return Letter.objects.create(person=person, **columns)


def shown(client, query=""):
    return client.get(f"/en/correo/{query}").content.decode()


def people(client, query=""):
    return [letter.person.name for letter in client.get(f"/en/correo/{query}").context["letters"]]


@pytest.fixture
def three(lucia, ramon, joana):
    letter(lucia, subject="Canoas publicó una solución", state=LetterState.SENT, answer="250 2.0.0 Ok: queued")
    letter(ramon, kind=LetterKind.DIGEST, attempts=3, answer="451 4.7.1 Greylisted")
    letter(joana, subject="Reunião", state=LetterState.BOUNCED, answer="550 5.1.1 User unknown", to="joana@canoas.br")


def test_a_mail_that_went_is_in_it(desk, secretary, lucia):
    reachable(lucia)
    announce(secretary)
    fan_out()
    make_due()
    post_letters()
    html = shown(desk)
    assert "Reunión de enlaces" in html
    assert lucia.email in html
    assert 'data-tone="mate">Sent' in html


def test_one_that_waits_is_in_it_too_by_its_kind(desk, secretary):
    announcing.send_test(draft(secretary), by=secretary)
    html = shown(desk)
    assert "Test of an announcement" in html
    assert "Waiting" in html


def test_the_newest_is_first(desk, three):
    assert people(desk) == ["Joana Prates", "Ramón Acosta", "Lucía Olivera"]


def test_each_says_how_often_it_was_tried_and_what_the_server_said_last(desk, three):
    html = shown(desk, "?kind=digest")
    assert ">3</td>" in html
    assert "451 4.7.1 Greylisted" in html


@pytest.mark.parametrize("waits", [{"attempts": 2, "answer": "450 4.2.1 Mailbox busy"}, {"answer": "Refused"}])
def test_of_one_that_did_not_go_it_says_when_it_is_tried_again(desk, lucia, waits):
    row = letter(lucia, try_at=datetime(2026, 10, 14, 1, 30, tzinfo=UTC), **waits)
    assert "It is tried again on October 13, 2026, 22:30." in shown(desk)
    Letter.objects.filter(pk=row.pk).update(state=LetterState.FAILED)
    assert "It is tried again" not in shown(desk)


def test_it_says_when_by_the_clock_of_the_place(desk, lucia):
    at = datetime(2026, 10, 14, 1, 30, tzinfo=UTC)
    letter(lucia, state=LetterState.SENT, sent_at=at)
    assert "2026-10-13 22:30" in shown(desk)


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("?q=olivera", ["Lucía Olivera"]),
        ("?q=canoas.br", ["Joana Prates"]),
        ("?q=publicó solución", ["Lucía Olivera"]),
        ("?q=reunião+lucía", []),
        ("?state=bounced", ["Joana Prates"]),
        ("?kind=digest", ["Ramón Acosta"]),
        ("?state=sent&kind=digest", []),
        ("?q=prates&state=bounced&kind=at_once", ["Joana Prates"]),
    ],
)
def test_it_is_searched_and_filtered(desk, three, query, who):
    assert people(desk, query) == who


@pytest.mark.parametrize("query", ["?state=x", "?kind=x", "?q=%00", "?q=" + "a" * 101, "?before=x", "?before=-1"])
def test_nonsense_in_the_address_is_no_filter(desk, three, query):
    assert len(people(desk, query)) == 3


def test_hostile_words_of_a_server_are_text(desk, lucia):
    letter(lucia, subject="<b>x</b>", answer='550 <script>alert("x")</script>')
    html = shown(desk)
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html


class TestPages:
    @pytest.fixture
    def many(self, lucia):
        return [letter(lucia, subject=f"Carta {number:03}") for number in range(SHOWN + 2)]

    def test_what_is_older_is_on_the_next_page(self, desk, many):
        first = desk.get("/en/correo/")
        assert len(first.context["letters"]) == SHOWN
        html = shown(desk, f"?before={first.context['older']}")
        assert "Carta 001" in html
        assert "Carta 000" in html
        assert "Carta 002" not in html
        assert "Older ones" not in html

    def test_from_there_a_link_leads_back(self, desk, many):
        assert "To the newest" in shown(desk, f"?before={many[1].pk}")

    def test_a_filter_stays_when_the_page_is_turned(self, desk, many):
        html = shown(desk, "?q=carta&state=queued")
        assert f"?q=carta&amp;state=queued&amp;before={many[2].pk}" in html

    def test_what_comes_meanwhile_moves_nothing_to_another_page(self, desk, many, lucia):
        older = desk.get("/en/correo/").context["older"]
        letter(lucia)
        assert [row.pk for row in desk.get(f"/en/correo/?before={older}").context["letters"]] == [
            many[1].pk,
            many[0].pk,
        ]

    def test_nothing_is_counted(self, desk, many, django_assert_max_num_queries):
        with django_assert_max_num_queries(12) as queries:
            desk.get("/en/correo/")
        assert not any("COUNT(" in query["sql"] and "letter" in query["sql"] for query in queries)


def test_the_empty_log_says_what_will_be_there(desk):
    assert "No mail was sent yet" in shown(desk)


def test_where_nothing_is_found_there_is_a_way_back(desk, three):
    assert "No mail is as you chose." in shown(desk, "?q=nadie")


def test_who_represents_a_city_does_not_see_it(client, ramon, three):
    client.force_login(ramon)
    assert client.get("/en/correo/").status_code == 403
