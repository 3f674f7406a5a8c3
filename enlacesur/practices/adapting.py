"""The one writer of adaptations: where they stand in their genealogy, what became of them, who confirms it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.locks import Lock, hold
from enlacesur.core.states import NotNow, move
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.network.models import today
from enlacesur.practices.models import Adaptation, Practice, Remark
from enlacesur.practices.permissions import can_adapt, can_confirm, can_tell
from enlacesur.practices.states import (
    ADAPTATION_TRANSITIONS,
    CONFIRMATION_TRANSITIONS,
    AdaptationState,
    ConfirmationState,
)

# What a city tells of its adaptation, and may tell otherwise later.
TOLD = ("keeps", "changes", "why", "started", "worked_since", "results", "cost_usd", "people_reached")


def begin(adaptation: Adaptation, reason: str = "", *, by: Person) -> Adaptation:
    """Tell that one's city adapts a card; of one that was abandoned, the reason. The city that was learnt from is told,
    and asked whether it is so."""
    with transaction.atomic():
        hold(Lock.GENEALOGY)
        adaptation.practice = Practice.objects.select_related("organisation").get(pk=adaptation.practice_id)
        require(can_adapt(by, adaptation.practice, adaptation.organisation))
        if adaptation.is_abandoned:
            adaptation.abandonment = why_abandoned(reason, by)
        check_once(adaptation)
        adaptation.author, adaptation.asked_at = by, timezone.now()
        place(adaptation, adaptation.parent)
        since_when(adaptation)
        adaptation.save()
        tell("begun", adaptation, by)
        if adaptation.state in NEWS:
            tell(adaptation.state, adaptation, by)
        else:
            tell_teachers(adaptation, {adaptation.practice.organisation_id}, by)
    return adaptation


def check_once(adaptation: Adaptation) -> None:
    """What was abandoned may be tried anew, and failed attempts may be many."""
    if adaptation.is_abandoned:
        return
    same = Adaptation.objects.live().filter(organisation=adaptation.organisation, practice=adaptation.practice)
    if same.exclude(pk=adaptation.pk).exists():
        raise NotNow(_("Your city tells already how it adapts this. Go on with what it told."))


def why_abandoned(reason: str, by: Person) -> Remark:
    if not reason.strip():
        raise NotNow(_("Say why, in a sentence or two: it keeps another city from the same."))
    return remark(reason, by)


def remark(text: str, by: Person) -> Remark:
    return Remark.objects.create(text=text.strip(), by=by)


def place(adaptation: Adaptation, parent: Adaptation | None) -> None:
    """Under the adaptation it learnt from; without one, under that of which the card is the adapter's own."""
    grown = Adaptation.objects.filter(own_practice=adaptation.practice_id).first()
    adaptation.root_id = grown.root_id if grown else adaptation.practice_id
    parent = Adaptation.objects.get(pk=parent.pk) if parent else grown
    if parent and parent.root_id != adaptation.root_id:
        raise NotNow(_("What you learnt from adapts another solution."))
    if parent and adaptation.pk in line_of(parent):
        raise NotNow(_("That one learnt from yours: it cannot be what yours learnt from."))
    adaptation.parent = parent


def line_of(adaptation: Adaptation) -> set[int]:
    """The adaptation and all from which it comes."""
    parents = dict(Adaptation.objects.filter(root=adaptation.root_id).values_list("pk", "parent"))
    line = [adaptation.pk]
    while parent := parents[line[-1]]:
        line.append(parent)
    return set(line)


def since_when(adaptation: Adaptation) -> None:
    """What works does so from a year on: this one, when nothing else is said."""
    if adaptation.state == AdaptationState.WORKING and adaptation.worked_since is None:
        adaptation.worked_since = max(today().year, adaptation.started or 0)


def tell_changes(
    adaptation: Adaptation, told: Mapping[str, Any], parent: Adaptation | None, *, by: Person
) -> Adaptation:
    """Tell it otherwise. What was disputed, and what was confirmed in other words, is asked again."""
    with transaction.atomic():
        hold(Lock.GENEALOGY)
        adaptation = locked(adaptation)
        require(can_tell(by, adaptation))
        before, knowing = adaptation.words_sha256, teachers(adaptation)
        for name in TOLD:
            setattr(adaptation, name, told[name])
        since_when(adaptation)
        place(adaptation, parent)
        otherwise = adaptation.is_confirmed and adaptation.words_sha256 != before
        again = otherwise or adaptation.confirmation == ConfirmationState.DISPUTED
        if again:
            ask_again(adaptation)
        adaptation.save()
        tell("asked_again" if again else "changed", adaptation, by)
        if not adaptation.is_abandoned:
            tell_teachers(adaptation, knowing, by)
    return adaptation


def ask_again(adaptation: Adaptation) -> None:
    advance_confirmation(adaptation, ConfirmationState.ASKED)
    adaptation.answer, adaptation.answered_at, adaptation.answered_by = None, None, None
    adaptation.asked_at = timezone.now()


def go_on(
    adaptation: Adaptation, to: AdaptationState, told: Mapping[str, Any] | None = None, *, by: Person
) -> Adaptation:
    """It is under way, it works, or it is taken up again; with what there is to tell of it now. Why it was abandoned
    once stays told."""
    with transaction.atomic():
        hold(Lock.GENEALOGY)
        adaptation = locked(adaptation)
        require(can_tell(by, adaptation))
        advance(adaptation, to)
        check_once(adaptation)
        for name, value in (told or {}).items():
            setattr(adaptation, name, value)
        since_when(adaptation)
        adaptation.save()
        tell(to.value, adaptation, by)
    return adaptation


def abandon(adaptation: Adaptation, reason: str, *, by: Person) -> Adaptation:
    with transaction.atomic():
        adaptation = locked(adaptation)
        require(can_tell(by, adaptation))
        advance(adaptation, AdaptationState.ABANDONED)
        adaptation.abandonment = why_abandoned(reason, by)
        adaptation.save()
        tell("abandoned", adaptation, by)
    return adaptation


def advance(adaptation: Adaptation, to: AdaptationState) -> None:
    adaptation.state = move(ADAPTATION_TRANSITIONS, AdaptationState(adaptation.state), to)


def confirm(adaptation: Adaptation, note: str = "", *, read: str = "", by: Person) -> Adaptation:
    """The city that was learnt from says that it is so, with a word when it has one. `read`: the words that it has
    read, by their SHA-256; those in hand, when it is not said. Raises NotNow when they say something else by now."""
    read = read or adaptation.words_sha256
    with transaction.atomic():
        adaptation = locked(adaptation)
        require(can_confirm(by, adaptation))
        if adaptation.words_sha256 != read:
            raise NotNow(_("This has just been changed. Read it again."))
        answer(adaptation, ConfirmationState.CONFIRMED, note, by)
        tell("confirmed", adaptation, by)
    return adaptation


def dispute(adaptation: Adaptation, reason: str, *, by: Person) -> Adaptation:
    """It says what is not so. The adapting city is told, and may correct what it wrote."""
    with transaction.atomic():
        adaptation = locked(adaptation)
        require(can_confirm(by, adaptation))
        if not reason.strip():
            raise NotNow(_("Say what is not so, in a sentence: the other city will read it."))
        answer(adaptation, ConfirmationState.DISPUTED, reason, by)
        tell("disputed", adaptation, by)
    return adaptation


def answer(adaptation: Adaptation, to: ConfirmationState, note: str, by: Person) -> None:
    advance_confirmation(adaptation, to)
    adaptation.answer = remark(note, by) if note.strip() else None
    adaptation.answered_by, adaptation.answered_at = by, timezone.now()
    adaptation.save()


def advance_confirmation(adaptation: Adaptation, to: ConfirmationState) -> None:
    adaptation.confirmation = move(CONFIRMATION_TRANSITIONS, ConfirmationState(adaptation.confirmation), to)


def link_own_card(adaptation: Adaptation, card: Practice, *, by: Person) -> Adaptation:
    """The adapter's own card of it: whoever adapts that card goes on in the same genealogy, from here."""
    with transaction.atomic():
        hold(Lock.GENEALOGY)
        adaptation = locked(adaptation)
        require(can_tell(by, adaptation))
        check_own(adaptation, card)
        adaptation.own_practice = card
        adaptation.save()
        graft(adaptation, card)
        tell("linked", adaptation, by)
    return adaptation


def check_own(adaptation: Adaptation, card: Practice) -> None:
    own = Practice.objects.published().for_organisation(adaptation.organisation)
    if not own.filter(pk=card.pk).exists():
        raise NotNow(_("Choose a published card of the city that adapts."))
    if card.pk == adaptation.root_id:
        raise NotNow(_("This card is where the genealogy begins."))
    if Adaptation.objects.filter(own_practice=card).exclude(pk=adaptation.pk).exists():
        raise NotNow(_("This card tells of another adaptation already."))
    if adaptation.own_practice and adaptation.own_practice.adaptations.exists():
        raise NotNow(_("Other cities adapt the card that is linked now: it stays."))


def graft(adaptation: Adaptation, card: Practice) -> None:
    """All that grew from the card until now goes on growing from the adaptation."""
    grown = Adaptation.objects.filter(root=card)
    grown.filter(parent=None).update(parent=adaptation)
    grown.update(root=adaptation.root_id)


def correct_readiness(adaptation: Adaptation, requirement: str, says: str, note: str, *, by: Person) -> Adaptation:
    """What of that which is needed the city has: its own word goes before what was found."""
    with transaction.atomic():
        adaptation = locked(adaptation)
        require(can_tell(by, adaptation))
        if requirement not in adaptation.practice.requirements:
            raise NotNow(_("The card says something else is needed now. Look at it once more."))
        adaptation.readiness[requirement] = [says, note.strip()]
        adaptation.save()
    return adaptation


def locked(adaptation: Adaptation) -> Adaptation:
    return Adaptation.objects.select_for_update(of=("self",)).with_parties().get(pk=adaptation.pk)


REQUESTS = ("begun", "asked_again")  # to the city that was learnt from
NEWS = ("working", "abandoned")  # to everybody who follows the solution's themes, or one of the cities
ANSWERS = ("confirmed", "disputed")  # to the city that adapts
REMARK = "adaptation.remark"  # the place of what is said with a step


def teachers(adaptation: Adaptation) -> set[int]:
    """Whose experience it goes on from: whose card it is, with whom that began, and whose adaptation it learnt from."""
    first = Practice.objects.values_list("organisation", flat=True).get(pk=adaptation.root_id)
    return {adaptation.practice.organisation_id, first, adaptation.learnt_from.pk} - {adaptation.organisation_id}


def tell_teachers(adaptation: Adaptation, knowing: Collection[int], by: Person) -> None:
    """That it is under way, to those whom nobody asks about it; but for those who know."""
    if told := teachers(adaptation).difference(knowing):
        tell("learnt", adaptation, by, told)


def tell(what: str, adaptation: Adaptation, by: Person | None, told: Collection[int] = ()) -> None:
    """The event is about the card that is adapted: who follows what it is about is told what became of it elsewhere."""
    card = adaptation.practice
    record(
        f"adaptation.{what}",
        Target("solution", card.pk, card.title, adaptation.get_absolute_url(), card.language),
        actor=by,
        organisation=card.organisation if what in ANSWERS else adaptation.organisation,
        themes=card.themes,
        sdgs=card.sdgs,
        countries=sorted({card.organisation.country, adaptation.organisation.country}),
        audience=audience_of(what),
        audience_ids=sorted(told or concerned(what, adaptation)),
        settles=confirmation_of(adaptation) if what in ANSWERS else "",
        data=data_of(what, adaptation),
    )


def audience_of(what: str) -> Audience:
    if what in NEWS:
        return Audience.PUBLIC
    return Audience.ORGANISATIONS if what in (*REQUESTS, *ANSWERS, "learnt") else Audience.NOBODY


def concerned(what: str, adaptation: Adaptation) -> set[int]:
    """The organisations that are told in any case."""
    if what in ANSWERS:
        return {adaptation.organisation_id}
    if what in REQUESTS:
        return {adaptation.practice.organisation_id}
    return teachers(adaptation) if what in NEWS else set()


def confirmation_of(adaptation: Adaptation) -> str:
    """A request is a notice of its own: later news of the adaptation do not take its place."""
    return f"adaptation:{adaptation.pk} confirmation"


def data_of(what: str, adaptation: Adaptation) -> dict[str, Any]:
    parties = {adaptation.organisation_id, adaptation.practice.organisation_id}
    return {
        "thing": confirmation_of(adaptation) if what in REQUESTS else f"adaptation:{adaptation.pk}",
        "adaptation": adaptation.pk,
        "adapter": str(adaptation.organisation),
        "also": [["organisation", pk] for pk in sorted(parties)],
        **place_of(what, adaptation),
    }


def place_of(what: str, adaptation: Adaptation) -> dict[str, str]:
    """Where the words stand that go with it: the journal keeps no copy."""
    if what in (*REQUESTS, "changed", "learnt"):
        return {"says": f"adaptation.changes:{adaptation.pk}"}
    if what == "working":
        return {"says": f"adaptation.results:{adaptation.pk}"}
    said = {"abandoned": adaptation.abandonment_id, **dict.fromkeys(ANSWERS, adaptation.answer_id)}.get(what)
    return {"says": f"{REMARK}:{said}"} if said else {}
