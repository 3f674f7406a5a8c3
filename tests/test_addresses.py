"""Every address of ours × every kind of person: what each gets."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from enlacesur.core.middleware import declares_access
from enlacesur.network.actions import ask_to_join
from enlacesur.notifications.mail import proof_of, token_of
from enlacesur.notifications.models import Interest, Letter, Notification, Preferences
from enlacesur.practices.freshness import token_of as contact_token
from enlacesur.practices.models import BankFile
from tests.factories.announcements import announce, draft
from tests.factories.exchange import ask, offer_expert, offer_strength, post
from tests.factories.network import PersonFactory
from tests.factories.practices import adapt, publish
from tests.factories.review import assigned, evaluator, put_forward
from tests.factories.shelves import name

ROLES = ("visitor", "stranger", "official", "representative", "other_city", "secretariat")
OPEN = (200,) * 6
SIGNED_IN = (302, 200, 200, 200, 200, 200)
ACTING = (302, 403, 200, 200, 200, 200)
OWN_CITY = (302, 403, 200, 200, 403, 403)
OF_SECRETARIAT = (302, 403, 403, 403, 403, 200)
POST_ONLY = (302, 405, 405, 405, 405, 405)
POST_ACTING = (302, 403, 405, 405, 405, 405)
POST_OPEN = (405,) * 6

# The status of a GET, in the order of ROLES.
TABLE = {
    "home": OPEN,
    "search": OPEN,
    "figures": OPEN,
    "themes": OPEN,
    "theme": OPEN,
    "organisation": OPEN,
    "accessibility": OPEN,
    "privacy": OPEN,
    "directory": OPEN,
    "solutions": OPEN,
    "solution": OPEN,
    "solution_new": ACTING,
    "solution_edit": OWN_CITY,
    "solution_autosave": POST_ACTING,
    "solution_preview": (302, 403, 404, 404, 403, 403),
    "solution_resolve": POST_ACTING,
    "solution_settle": POST_ACTING,
    "solution_version": OPEN,
    "solution_file": (404,) * 6,
    "solution_contact": OPEN,
    "contact_confirm": OPEN,
    "solution_sheet": OPEN,
    "solution_translation": OWN_CITY,
    "bank": OPEN,
    "observatory": OPEN,
    "bank_embed": OPEN,
    "bank_list": OPEN,
    "observatory_embed": OPEN,
    "observatory_list": OPEN,
    "bank_import": OF_SECRETARIAT,
    "bank_template": OF_SECRETARIAT,
    "bank_file": OF_SECRETARIAT,
    "partners": OWN_CITY,
    "submission": OWN_CITY,
    "submission_step": POST_ACTING,
    "partner_remove": POST_ACTING,
    "partnership": (302, 403, 200, 200, 200, 404),
    "partnership_step": POST_ACTING,
    "solution_adaptations": OPEN,
    "solution_adapt": (302, 403, 403, 403, 200, 403),
    "solution_readiness": (302, 403, 403, 403, 200, 403),
    "adaptation": OPEN,
    "adaptation_edit": (302, 403, 403, 403, 200, 200),
    "adaptation_step": POST_ACTING,
    "needs": OPEN,
    "need": OPEN,
    "demand": OPEN,
    "demand_csv": OPEN,
    "strengths": OPEN,
    "strength": OPEN,
    "experts": OPEN,
    "expert": OPEN,
    "exchanges": OPEN,
    "exchange": (404, 404, 200, 200, 200, 404),
    "healthz": OPEN,
    "robots": OPEN,
    "readyz": (503,) * 6,  # no search index has been built here
    "dashboard": SIGNED_IN,
    "welcome": SIGNED_IN,
    "account": SIGNED_IN,
    "account_data": SIGNED_IN,
    "account_words": SIGNED_IN,
    "account_close": POST_ONLY,
    "act_for": SIGNED_IN,
    "join": SIGNED_IN,
    "people": (302, 403, 403, 200, 403, 200),
    "affiliation_decide": POST_ONLY,
    "mandate_end": POST_ONLY,
    "university_public": POST_ONLY,
    "inbox": SIGNED_IN,
    "read_all": POST_ONLY,
    "notification": (302, 404, 302, 404, 404, 404),
    "notification_settle": POST_ONLY,
    "letter_open": (302,) * 6,
    "letter_stop": OPEN,
    "letter_unsubscribe": OPEN,
    "feed_notices": OPEN,
    "feed_deadlines": OPEN,
    "interests": SIGNED_IN,
    "interest_new": SIGNED_IN,
    "interest_edit": (302, 404, 200, 404, 404, 404),
    "interest_follow": (302,) * 6,
    "interest_settle": POST_ONLY,
    "preferences": SIGNED_IN,
    "feed_key_new": POST_ONLY,
    "feeds_end": POST_ONLY,
    "address_try": POST_ONLY,
    "unmute": POST_ONLY,
    "announcements": OF_SECRETARIAT,
    "announcement": (302, 404, 200, 200, 404, 200),
    "announcement_new": OF_SECRETARIAT,
    "announcement_edit": OF_SECRETARIAT,
    "announcement_step": (302, 403, 403, 403, 403, 405),
    "letter_log": OF_SECRETARIAT,
    "need_new": ACTING,
    "need_edit": OWN_CITY,
    "need_settle": POST_ACTING,
    "need_judge": POST_ACTING,
    "need_reveal": POST_ACTING,
    "need_help": POST_ACTING,
    "strength_new": ACTING,
    "strength_edit": (302, 403, 403, 403, 200, 403),
    "strength_settle": POST_ACTING,
    "expert_new": ACTING,
    "expert_edit": (302, 403, 403, 403, 200, 403),
    "expert_settle": POST_ACTING,
    "exchange_new": (302, 403, 200, 200, 403, 403),
    "exchange_step": POST_ACTING,
    "evaluations": SIGNED_IN,
    "evaluation": (302, 404, 404, 404, 200, 404),  # here somebody of the other city evaluates
    "evaluation_autosave": POST_ONLY,
    "evaluation_step": POST_ONLY,
    "evaluator_profile": (302, 200, 200, 200, 200, 403),
    "evaluator_step": (302, 405, 405, 405, 405, 403),
    "evaluators": OF_SECRETARIAT,
    "evaluator_decide": (302, 403, 403, 403, 403, 405),
    "assessments": OF_SECRETARIAT,
    "assessments_export": OF_SECRETARIAT,
    "assessment": (302, 404, 200, 200, 302, 200),
    "assessment_proposals": OF_SECRETARIAT,
    "assessment_step": (302, 403, 403, 403, 403, 405),
}


@pytest.fixture
def people(lucia, ramon, joana, stranger, secretary):
    return {
        "visitor": None,
        "stranger": stranger,
        "official": lucia,
        "representative": ramon,
        "other_city": joana,
        "secretariat": secretary,
    }


@pytest.fixture
def arguments(people, rivera, canoas, cards):
    """For each address that names something, something of Rivera's, or what Canoas offers."""
    lucia, joana, secretary = people["official"], people["other_city"], people["secretariat"]
    need, strength, expert = post(rivera, lucia), offer_strength(canoas, joana), offer_expert(canoas, joana)
    exchange = ask(rivera, canoas, lucia, need=need)
    waiting = ask_to_join(PersonFactory(), rivera)
    interest = Interest.objects.create(person=lucia, words="feria")
    from enlacesur.journal.models import Event

    letter = Letter.objects.create(person=lucia, kind="at_once", to=lucia.email, domain="example.org")
    notice = Notification.objects.create(person=lucia, event=Event.objects.first(), reason="person", letter=letter)
    token = token_of(letter)
    Preferences.objects.create(person=lucia, feed_key="a-key")
    practice, adaptation = (
        publish(rivera, lucia, contact_email="ana@rivera.example"),
        adapt(publish(rivera, lucia), canoas, joana),
    )
    partner = name(practice, canoas, lucia)
    evaluation = assigned(put_forward(rivera, lucia), secretary, evaluator(secretary, joana))
    by_prefix = {
        "solution": [practice.pk],
        "adaptation": [adaptation.practice_id, adaptation.pk],
        "need": [need.pk],
        "strength": [strength.pk],
        "expert": [expert.pk],
        "exchange": [exchange.pk],
        "notification": [notice.pk],
        "interest": [interest.pk],
        "assessment": [evaluation.assessment_id],
        "evaluation": [evaluation.pk],
    }
    return by_prefix | {
        "theme": ["cultura"],
        "organisation": [rivera.slug],
        "people": [rivera.slug],
        "affiliation_decide": [waiting.pk],
        "mandate_end": [1],
        "university_public": [rivera.slug],
        "unmute": [1],
        "announcement": [announce(secretary, countries=["UY"]).pk],
        "announcement_edit": [draft(secretary).pk],
        "letter_log": [],
        "letter_open": [token, proof_of(letter.pk, notice.pk)],
        "letter_stop": [token, proof_of(letter.pk, notice.pk)],
        "letter_unsubscribe": [token],
        "feed_notices": ["a-key"],
        "feed_deadlines": ["a-key"],
        "interest_follow": [],
        "adaptation_step": [adaptation.practice_id, adaptation.pk, "abandon"],
        "exchange_step": [exchange.pk, "accept"],
        "contact_confirm": [contact_token(practice)],
        "solution_translation": [practice.pk, "pt"],
        "bank_import": [],
        "bank_template": ["csv"],
        "bank_file": [
            BankFile.objects.create(shelf="bank", name="banco.csv", state="checked", by=people["secretariat"]).pk
        ],
        "partners": [practice.pk],
        "submission": [practice.pk, "bank"],
        "submission_step": [practice.pk, "bank", "submit"],
        "partner_remove": [practice.pk, partner.pk],
        "partnership": [partner.pk],
        "partnership_step": [partner.pk, "confirm"],
        "evaluation_step": [evaluation.pk, "accept"],
        "evaluator_decide": [evaluation.evaluator_id],
        "solution_version": [practice.pk, 1],
        "solution_file": [practice.pk, 1],
    }


WHOLE_LISTS = ("needs", "strengths", "experts", "exchanges", "solutions", "bank", "observatory")


def address(name, arguments):
    if name in ("needs", "strengths", "experts", "exchanges", "solutions", "bank", "observatory") or name.endswith(
        "_new"
    ):
        return reverse(name) + (f"?organisation={CANOAS['pk']}" if name == "exchange_new" else "")
    prefix = name.split("_")[0]
    given = arguments[name] if name in arguments else arguments.get(prefix)
    return reverse(name, args=given or [])


CANOAS: dict[str, int] = {}


@pytest.mark.parametrize("name", TABLE)
def test_each_kind_of_person_gets_what_the_table_says(name, client, people, arguments, canoas):
    CANOAS["pk"] = canoas.pk
    got = []
    for role in ROLES:
        client.logout()
        if people[role]:
            client.force_login(people[role])
        got.append(client.get(address(name, arguments)).status_code)
    assert dict(zip(ROLES, got, strict=True)) == dict(zip(ROLES, TABLE[name], strict=True))


FORMS = {
    "representative": (
        "account",
        "evaluator_profile",
        "exchange_new",
        "expert_new",
        "interest_new",
        "join",
        "need_edit",
        "need_new",
        "partners",
        "people",
        "preferences",
        "solution_contact",
        "solution_new",
        "solution_translation",
        "strength_new",
        "welcome",
    ),
    "other_city": ("adaptation_edit", "evaluation", "expert_edit", "solution_adapt", "strength_edit"),
    "official": ("interest_edit",),
    "secretariat": ("announcement_edit", "announcement_new", "bank_import"),
}


@pytest.mark.parametrize(("role", "name"), [(role, name) for role, names in FORMS.items() for name in names])
def test_a_form_in_which_something_is_wrong_is_no_success(role, name, client, people, arguments, canoas):
    CANOAS["pk"] = canoas.pk
    client.force_login(people[role])
    assert client.post(address(name, arguments), {"nothing": "sensible"}).status_code == 422


def our_patterns(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from our_patterns(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern


def test_every_view_declares_its_access():
    undeclared = [pattern.name for pattern in our_patterns() if not declares_access(pattern.callback)]
    assert undeclared == []


def test_every_address_of_ours_is_in_the_table():
    ours = {p.name for p in our_patterns() if p.callback.__module__.startswith("enlacesur.")}
    assert ours - set(TABLE) == set()


@pytest.mark.parametrize("name", [name for name, statuses in TABLE.items() if statuses[3] == 200])
def test_no_page_takes_more_than_twelve_queries(
    name, client, people, arguments, canoas, vocabularies, django_assert_max_num_queries
):
    CANOAS["pk"] = canoas.pk
    client.force_login(people["representative"])
    with django_assert_max_num_queries(12):
        client.get(address(name, arguments))
