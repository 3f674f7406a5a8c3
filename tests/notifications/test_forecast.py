"""What an interest would have brought, and whom a publication reaches: the same as is told afterwards."""

import pytest

from enlacesur.exchange import agreement
from enlacesur.exchange.documents import sketch
from enlacesur.exchange.models import Need
from enlacesur.journal.models import Event
from enlacesur.matching import index
from enlacesur.notifications.forecast import forecast, reach
from enlacesur.notifications.models import Interest, Level
from tests.factories.exchange import agree, ask, begin, offer_strength, post
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, told
from tests.factories.practices import content, publish


@pytest.fixture
def life(rivera, canoas, lucia, joana):
    """A solution, a need for members alone and a strength of two cities; one of them changed since."""
    from enlacesur.practices.actions import publish as publish_again

    practice = publish(canoas, joana)
    publish_again(practice, content(title="Otra vez"), practice.version, by=joana)
    post(canoas, joana, visibility="members")
    offer_strength(canoas, joana)
    index.rebuild()


@pytest.mark.parametrize(
    "criteria",
    [
        {"kinds": ["solution"]},
        {"countries": ["BR"]},
        {"countries": ["CL"]},
        {"sizes": ["large"]},
        {"words": "compostaje"},
        {"words": "feria, puesteros"},
        {"words": "teleférico"},
        {"kinds": ["solution"], "level": Level.EVERYTHING},
        {"themes": ["ambiente-desarrollo-sostenible"], "sdgs": [12]},
    ],
)
@pytest.mark.parametrize("who", ["lucia", "stranger"])
def test_it_counts_what_would_have_been_told(request, life, who, criteria):
    person = request.getfixturevalue(who)
    expected = forecast(Interest(person=person, **criteria)).count
    interest(person, **criteria)
    fan_out()
    assert len(told(person)) == expected


def test_what_ones_own_city_does_does_not_count(rivera, canoas, lucia, joana):
    colleague = affiliate(PersonFactory(), canoas).person
    publish(canoas, joana)
    confirmed(rivera, canoas, lucia, joana)
    interest(colleague, kinds=["solution", "exchange"])
    fan_out()
    assert "solution.published" not in told(colleague)
    assert forecast(Interest(person=colleague, kinds=["solution", "exchange"])).count == 0


@pytest.mark.parametrize("party", ["rivera", "canoas"])
def test_a_city_is_followed_in_its_exchanges_too_whoever_says_the_last_word(
    request, rivera, canoas, lucia, joana, stranger, party
):
    city = request.getfixturevalue(party)
    confirmed(rivera, canoas, lucia, joana)
    interest(stranger, organisations=[city.pk])
    fan_out()
    assert len(told(stranger)) == forecast(Interest(person=stranger, organisations=[city.pk])).count == 1


def confirmed(rivera, canoas, lucia, joana):
    """An exchange that both cities confirmed, Canoas last."""
    exchange = begin(agree(ask(rivera, canoas, lucia), joana))
    for city, person in ((rivera, lucia), (canoas, joana)):
        agreement.confirm(exchange, city, "Aprendimos.", by=person)


def test_a_city_is_followed_by_what_it_publishes_in_its_name(rivera, canoas, lucia, joana):
    post(canoas, joana, hide_city=True)
    assert forecast(Interest(person=lucia, organisations=[canoas.pk])).count == 0


def test_examples_are_the_newest_three(canoas, joana, lucia):
    for n in range(4):
        publish(canoas, joana, title=f"Compostaje {n}")
    told = forecast(Interest(person=lucia, kinds=["solution"]))
    assert (told.count, [event.title for event in told.examples]) == (4, [f"Compostaje {n}" for n in (3, 2, 1)])


def test_what_is_older_than_ninety_days_does_not_count(canoas, joana, lucia):
    publish(canoas, joana)
    Event.objects.update(at="2020-01-01T00:00Z")
    assert forecast(Interest(person=lucia, kinds=["solution"])).count == 0


def test_the_form_shows_it_and_saves_nothing(client, life, lucia):
    client.force_login(lucia)
    page = client.post("/intereses/nuevo/", {"kinds": "solution", "forecast": "1"}).content.decode()
    assert "En los últimos 90 días: 1 aviso" in page
    assert not lucia.interests.exists()


def test_of_what_a_search_page_hands_over_it_is_shown_at_once(client, life, lucia):
    client.force_login(lucia)
    page = client.get("/intereses/nuevo/?kinds=solution&words=compostaje").content.decode()
    assert "En los últimos 90 días: 1 aviso" in page
    assert "Menos de uno por semana." in page


@pytest.mark.parametrize("query", ["", "?kinds=zz", "?words=de+la", "?themes=", "?sdgs=x&kinds=solution"])
def test_and_of_nothing_nothing_is(client, life, lucia, query):
    client.force_login(lucia)
    assert "Elija qué le interesa" in client.get(f"/intereses/nuevo/{query}").content.decode()


def test_what_is_muted_is_said_to_be_held_back(client, life, lucia):
    client.force_login(lucia)
    asked = {"kinds": "solution", "level": "muted"}
    assert "como máximo 1 aviso menos" in client.post("/intereses/nuevo/", asked | {"forecast": "1"}).content.decode()
    saved = client.post("/intereses/nuevo/", asked, follow=True).content.decode()
    assert "Guardado. Ya no recibirá nada de esto." in saved


def test_who_posts_a_need_is_told_how_many_it_reaches_before_it_is_posted(client, rivera, lucia, joana):
    for _ in range(5):
        interest(PersonFactory(), kinds=["need"])
    client.force_login(lucia)
    fields = {"title": "Ferias", "text": "Quedan restos de fruta en la calle cada domingo.", "language": "es"}
    page = client.post("/necesidades/nueva/", fields | {"visibility": "public", "reach": "1"}).content.decode()
    assert "5 personas tienen un interés que coincide con esto" in page
    assert not rivera.needs.exists()


@pytest.mark.parametrize(
    ("people", "sentence"),
    [(0, "Todavía nadie tiene un interés"), (1, "Menos de cinco personas"), (4, "Menos de cinco personas")],
)
def test_how_few_exactly_is_not_said(client, lucia, people, sentence):
    for _ in range(people):
        interest(PersonFactory(), kinds=["need"])
    client.force_login(lucia)
    fields = {
        "title": "Ferias",
        "text": "Quedan restos de fruta en la calle cada domingo.",
        "language": "es",
        "visibility": "public",
    }
    assert sentence in client.post("/necesidades/nueva/", fields | {"reach": "1"}).content.decode()


class TestWhatMayBeSeenNow:
    """Rivera's need was public, or named its city, when it was told of."""

    def changed(self, rivera, lucia, **changes):
        need = post(rivera, lucia)
        for name, value in changes.items():
            setattr(need, name, value)
        need.save()

    def test_what_became_for_members_alone_is_not_shown_to_a_stranger(self, rivera, lucia, stranger):
        self.changed(rivera, lucia, visibility="members")
        assert forecast(Interest(person=stranger, kinds=["need"])).count == 0

    def test_what_was_closed_is_not_shown(self, rivera, lucia, joana):
        self.changed(rivera, lucia, state="closed")
        assert forecast(Interest(person=joana, kinds=["need"])).count == 0

    def test_a_city_that_hides_its_name_since_is_not_found_by_following_it(self, rivera, lucia, joana):
        self.changed(rivera, lucia, hide_city=True)
        assert forecast(Interest(person=joana, organisations=[rivera.pk])).count == 0


class TestReach:
    def test_it_leaves_out_the_own_city_and_closed_accounts(self, rivera, lucia, joana, stranger):
        for person in (lucia, joana, stranger):
            interest(person, kinds=["need"])
        stranger.is_active = False
        stranger.save()
        need = Need(organisation=rivera, title="Ferias", text="Restos de fruta", language="es")
        assert reach(sketch("need", need)) == 1

    def test_what_is_for_members_reaches_members_alone(self, rivera, joana, stranger):
        for person in (joana, stranger):
            interest(person, kinds=["need"])
        need = Need(organisation=rivera, title="Ferias", text="Restos", language="es", visibility="members")
        assert reach(sketch("need", need)) == 1
