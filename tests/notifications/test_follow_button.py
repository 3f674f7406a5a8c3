"""The button that follows what a page shows: it offers what an interest can keep, and nothing else."""

import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from enlacesur.notifications.actions import pause
from enlacesur.notifications.models import Interest
from tests.factories.notifications import interest


@pytest.fixture
def reader(client, lucia):
    client.force_login(lucia)
    return client


def offered(client, address):
    """The hidden fields of the button, or nothing where there is none."""
    form = re.search(r'action="/intereses/seguir/">(.*?)</form>', client.get(address).content.decode(), re.DOTALL)
    return dict(re.findall(r'name="(\w+)" value="(.*?)"', form[1])) if form else {}


def tap(client, address):
    return client.post("/intereses/seguir/", offered(client, address), follow=True).content.decode()


def button(person, query):
    """The button alone, on a page with this query."""
    request = RequestFactory().get("/", query)
    request.user = person
    return Template("{% load notices %}{% follow %}").render(Context({"request": request})).strip()


def test_a_kind_that_nobody_can_follow_is_left_out(reader, lucia):
    tap(reader, "/buscar/?q=zzagua&kind=organisation")
    kept = Interest.objects.get(person=lucia)
    assert (kept.words, kept.kinds) == ("zzagua", [])


def test_more_words_than_an_interest_keeps_are_cut(reader, lucia):
    tap(reader, f"/buscar/?q={'zz' * 150}")
    assert Interest.objects.get(person=lucia).words == "zz" * 100


@pytest.mark.parametrize("given", ["theme=no-such-theme", "sdg=99", "country=XX", "size=huge"])
def test_what_somebody_typed_into_the_address_is_left_out(reader, lucia, given):
    tap(reader, f"/buscar/?q=zzagua&{given}")
    assert str(Interest.objects.get(person=lucia)) == "“zzagua”"


def test_what_can_be_followed_is_offered_as_it_is(reader):
    fields = offered(reader, "/soluciones/?q=zzagua&theme=cultura&sdg=11&country=BR&size=small")
    assert {name: fields[name] for name in Interest.CRITERIA if name in fields} == {
        "words": "zzagua",
        "kinds": "solution",
        "themes": "cultura",
        "sdgs": "11",
        "countries": "BR",
        "sizes": "small",
    }


@pytest.mark.parametrize("query", [{}, {"kind": "organisation"}, {"q": "  ", "theme": "no-such-theme"}])
def test_where_nothing_is_left_to_follow_there_is_no_button(lucia, query):
    assert button(lucia, query) == ""


def test_where_something_is_left_there_is_one(lucia):
    assert "<button" in button(lucia, {"kind": "organisation", "sdg": "11"})


class TestWhoFollowsItAlready:
    def test_is_led_to_their_interest_and_not_offered_it_again(self, reader, lucia):
        tap(reader, "/soluciones/?q=zzagua&sdg=11")
        page = reader.get("/soluciones/?q=zzagua&sdg=11").content.decode()
        assert f'href="/intereses/{Interest.objects.get(person=lucia).pk}/"' in page
        assert offered(reader, "/soluciones/?q=zzagua&sdg=11") == {}

    @pytest.mark.parametrize("other", ["?q=zzagua", "?q=zzagua&sdg=12", "?q=zzagua&sdg=11&country=BR"])
    def test_is_offered_what_is_not_exactly_that(self, reader, other):
        tap(reader, "/soluciones/?q=zzagua&sdg=11")
        assert offered(reader, f"/soluciones/{other}")

    def test_is_offered_it_again_when_they_have_stopped_it(self, reader, lucia):
        tap(reader, "/soluciones/?q=zzagua")
        pause(Interest.objects.get(person=lucia))
        assert offered(reader, "/soluciones/?q=zzagua")

    def test_is_looked_up_once(self, lucia, django_assert_num_queries):
        interest(lucia, sdgs=[11])
        with django_assert_num_queries(1):
            assert "/intereses/" in button(lucia, {"sdg": "11"})


def test_a_search_by_kind_alone_can_be_followed(reader, lucia):
    assert offered(reader, "/buscar/?kind=need")["kinds"] == "need"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"words": "de la"}, "está en todos los textos"),
        ({"words": "🌱 …"}, "o no es una palabra"),
        ({"kinds": "zz"}, "No se puede seguir así."),
    ],
)
def test_a_refusal_says_why_and_does_not_look_like_success(reader, lucia, asked, reason):
    page = reader.post("/intereses/seguir/", asked, follow=True).content.decode()
    [refused] = re.findall(r'<div class="notice" data-tone="earth" role="status">(.*?)</div>', page)
    assert reason in refused
    assert not lucia.interests.exists()
