"""Why somebody refused, cancelled or disputed something: told in the notice, kept with the thing alone."""

import pytest

from enlacesur.exchange import agreement
from enlacesur.exchange.models import Exchange
from enlacesur.journal.models import Event
from enlacesur.network import actions as network
from enlacesur.network.models import Affiliation
from enlacesur.notifications.models import Notification
from enlacesur.notifications.views.inbox import told
from enlacesur.practices import adapting, shelving
from enlacesur.practices.models import Partnership, Remark
from enlacesur.review import actions as reviewing
from enlacesur.review import community
from enlacesur.review.models import Evaluation, Evaluator
from tests.factories.exchange import ask
from tests.factories.journal import words_to_places
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import all_goes_out, fan_out, reachable
from tests.factories.practices import adapt, publish
from tests.factories.review import assigned, evaluator, offered, put_forward

pytestmark = pytest.mark.django_db
WHY = "Ana está de licencia hasta marzo."


@pytest.fixture
def city(rivera, lucia, canoas, joana, secretary):
    """Who is there, by name."""
    return {"rivera": rivera, "lucia": lucia, "canoas": canoas, "joana": joana, "secretary": secretary}


def exchange_declined(city):
    asked = ask(city["rivera"], city["canoas"], city["lucia"])
    agreement.decline(asked, city["canoas"], WHY, by=city["joana"])
    return city["lucia"], Exchange.objects.filter(pk=asked.pk), {"closing_reason": ""}


def exchange_cancelled(city):
    asked = ask(city["rivera"], city["canoas"], city["lucia"])
    agreement.cancel(asked, city["rivera"], WHY, by=city["lucia"])
    return city["joana"], Exchange.objects.filter(pk=asked.pk), {"closing_reason": ""}


def adaptation_abandoned(city):
    told = adapt(publish(city["rivera"], city["lucia"]), city["canoas"], city["joana"])
    adapting.abandon(told, WHY, by=city["joana"])
    return city["lucia"], Remark.objects.all(), {"text": ""}


def adaptation_disputed(city):
    told = adapt(publish(city["rivera"], city["lucia"]), city["canoas"], city["joana"])
    adapting.dispute(told, WHY, by=city["lucia"])
    return city["joana"], Remark.objects.all(), {"text": ""}


def partnership_refused(city):
    university = CityFactory(name="Frontera", kind="university", public=True)
    elena = affiliate(PersonFactory(), university).person
    part = shelving.name_partner(publish(city["rivera"], city["lucia"]), university, "Midió.", by=city["lucia"])
    shelving.refuse_part(part, WHY, by=elena)
    return city["lucia"], Partnership.objects.all(), {"state": "asked", "reason": ""}


def affiliation_refused(city):
    person = PersonFactory()
    asked = network.ask_to_join(person, city["rivera"])
    network.refuse(asked, by=city["secretary"], reason=WHY)
    return person, Affiliation.objects.filter(person=person), {"reason": ""}


def evaluator_refused(city):
    who = offered()
    community.refuse(who, WHY, by=city["secretary"])
    return who.person, Evaluator.objects.all(), {"state": "ended", "reason": ""}


def evaluation_handed_over(city):
    who = evaluator(city["secretary"])
    asked = assigned(put_forward(city["rivera"], city["lucia"]), city["secretary"], who)
    reviewing.hand_over(asked, WHY, by=city["secretary"])
    return who.person, Evaluation.objects.all(), {"reason": "…"}


REFUSALS = [
    exchange_declined,
    exchange_cancelled,
    adaptation_abandoned,
    adaptation_disputed,
    partnership_refused,
    affiliation_refused,
    evaluator_refused,
    evaluation_handed_over,
]


@pytest.fixture(params=REFUSALS, ids=lambda made: made.__name__)
def refusal(request, city, cards):
    """Who is told of it, where the reason stands, and what erases it there."""
    return request.param(city)


def shown_to(person):
    """What their newest notice says: title and text."""
    fan_out()
    notice = Notification.objects.filter(person=person).order_by("id").last()
    acting = list(person.affiliations.filter(state="active").select_related("organisation"))
    content = told([notice], person, acting)[0]["content"]
    return content.title, content.text


def test_the_notice_says_it_below_its_title(refusal):
    reader, _where, _erased = refusal
    title, text = shown_to(reader)
    assert text == WHY
    assert title
    assert "%(" not in title
    assert WHY not in title
    assert not title.rstrip().endswith(":")


def test_the_mail_quotes_it_and_its_subject_does_not(refusal, mailoutbox):
    reader, _where, _erased = refusal
    reachable(reader)
    all_goes_out()
    mail = mailoutbox[-1]
    assert WHY in mail.body
    assert WHY not in mail.subject


def test_the_journal_which_forgets_nothing_has_none_of_it(refusal):
    assert WHY not in str(list(Event.objects.values()))


def test_what_is_erased_where_it_stands_is_told_no_more(refusal):
    reader, where, erased = refusal
    assert WHY in shown_to(reader)[1]
    where.update(**erased)
    assert WHY not in "".join(shown_to(reader))


ENDS = ("declined", "cancelled", "refused", "handed_over", "dead")
BEFORE = {
    "exchange": "0006_reasons_stay_where_they_were_said",
    "practices": "0019_reasons_stay_where_they_were_said",
    "network": "0006_reasons_stay_where_they_were_said",
    "review": "0006_more_reasons_stay_where_they_were_said",
}


@pytest.mark.parametrize("made", [made for made in REFUSALS if "adaptation" not in made.__name__])
def test_what_was_recorded_before_is_brought_to_the_same(made, city, cards):
    made(city)
    [event] = [event for event in Event.objects.all() if event.verb.partition(".")[2] in ENDS]
    kept = dict(event.data)
    event.data = {name: value for name, value in kept.items() if name != "says"} | {"reason": WHY}
    event.save()
    for room, name in BEFORE.items():
        words_to_places(room, name)
    event.refresh_from_db()
    assert event.data == kept
