import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.network.actions import admit, ask_to_join, end, refuse
from enlacesur.network.permissions import can_act_for
from enlacesur.network.states import AffiliationState


def test_a_person_who_asks_cannot_act_yet(stranger, rivera):
    ask_to_join(stranger, rivera)
    assert not can_act_for(stranger, rivera)


def test_the_representative_admits(stranger, rivera, ramon):
    admit(ask_to_join(stranger, rivera), by=ramon)
    assert can_act_for(stranger, rivera)


def test_an_official_does_not_admit(stranger, rivera, lucia):
    with pytest.raises(PermissionDenied):
        admit(ask_to_join(stranger, rivera), by=lucia)


def test_nobody_admits_themselves_not_even_the_secretariat(secretary, rivera):
    with pytest.raises(PermissionDenied):
        admit(ask_to_join(secretary, rivera), by=secretary)


def test_asking_twice_is_asking_once(stranger, rivera):
    assert ask_to_join(stranger, rivera) == ask_to_join(stranger, rivera)
    assert Event.objects.filter(verb="affiliation.asked").count() == 1


def test_a_refusal_says_why(stranger, rivera, ramon):
    asked = ask_to_join(stranger, rivera)
    with pytest.raises(NotNow):
        refuse(asked, by=ramon, reason=" ")
    assert refuse(asked, by=ramon, reason="No trabaja aquí.").state == AffiliationState.REFUSED


def test_who_leaves_loses_access_at_once(lucia, rivera, ramon):
    end(lucia.affiliations.get(), by=ramon)
    assert not can_act_for(lucia, rivera)


def test_the_only_representative_hands_over_first(ramon):
    with pytest.raises(NotNow):
        end(ramon.affiliations.get(), by=ramon)


def test_the_other_city_has_no_say(joana, lucia):
    with pytest.raises(PermissionDenied):
        end(lucia.affiliations.get(), by=joana)
