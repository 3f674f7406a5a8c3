"""Every list costs the same with one row and with three, and no page more than twelve queries."""

import pytest

from enlacesur.review import community
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import assigned, decided, evaluator, judged, offered, put_forward, under_way

MOST = 12


@pytest.fixture
def desk(rivera, lucia, secretary):
    """A way to have one more of everything on an assessment, and one more assessment."""
    numbers = iter(range(1, 100))
    first = put_forward(rivera, lucia, next(numbers))

    def one_more():
        for assessment in (first, put_forward(rivera, lucia, next(numbers))):
            judged(assessment, secretary)
            under_way(assessment, secretary)
            assigned(assessment, secretary)
        evaluator(secretary)
        near = evaluator(secretary, affiliate(PersonFactory(), rivera).person)
        community.declare_tie(near, CityFactory(), "La asesora.", by=near.person)
        offered()
        return first

    return one_more


@pytest.mark.parametrize(
    "path",
    [
        "/evaluaciones/mesa/",
        "/evaluaciones/mesa/?stage=under_evaluation&shelf=bank&edition=2026",
        "/evaluaciones/{assessment}/",
        "/evaluaciones/{assessment}/propuestas/",
        "/evaluaciones/evaluadores/",
        "/evaluaciones/evaluadores/?state=admitted",
    ],
)
def test_at_the_desk_of_the_secretariat(client, desk, secretary, path, django_assert_max_num_queries):
    client.force_login(secretary)
    address = path.format(assessment=desk().pk)
    client.get("/")  # vocabularies are read once per process
    with django_assert_max_num_queries(MOST) as one:
        client.get(address)
    desk()
    desk()
    with django_assert_max_num_queries(len(one)):
        assert client.get(address).status_code == 200


@pytest.fixture
def mine(rivera, lucia, secretary):
    """A way to give one evaluator one more to do, and one more that is done."""
    who = evaluator(secretary, affiliate(PersonFactory(), CityFactory()).person, at_once=20)
    numbers = iter(range(1, 100))

    def one_more():
        done = judged(put_forward(rivera, lucia, next(numbers)), secretary, who)
        judged(done.assessment, secretary)
        return done, under_way(put_forward(rivera, lucia, next(numbers)), secretary, who)

    return one_more


@pytest.mark.parametrize("page", ["desk", "done", "form", "dashboard"])
def test_at_the_desk_of_an_evaluator(client, mine, page, django_assert_max_num_queries):
    done, form = mine()
    client.force_login(done.evaluator.person)
    own = {"desk": "/evaluaciones/", "done": done.get_absolute_url(), "form": form.get_absolute_url()}
    address = own.get(page, "/tablero/")
    client.get("/")
    with django_assert_max_num_queries(MOST) as one:
        client.get(address)
    mine()
    mine()
    with django_assert_max_num_queries(len(one)):
        assert client.get(address).status_code == 200


def test_of_what_the_authors_read(client, ready, secretary, lucia, django_assert_max_num_queries):
    client.force_login(lucia)
    decided(ready, secretary)
    client.get("/")
    with django_assert_max_num_queries(MOST):
        assert client.get(ready.get_absolute_url()).status_code == 200
