"""What a person does with notices, interests and preferences."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.states import NotNow
from enlacesur.matching.documents import sketched
from enlacesur.network.permissions import active_affiliations
from enlacesur.notifications.contents import NOTHING, Contents, keys_of, standing_of
from enlacesur.notifications.models import Digest, Interest, Letter, Level, Mute, Notification, Preferences, Reason
from enlacesur.notifications.models.interests import name_followed
from enlacesur.notifications.models.notices import name_institutions
from enlacesur.notifications.models.preferences import ZONES, feed_key
from enlacesur.notifications.states import LetterState
from enlacesur.notifications.things import subject_of

MOST_INTERESTS = 50

# Interests


def follow(person: Person, *, replacing: Interest | None = None, **criteria: Any) -> Interest:
    """Keep an interest; the same one is kept once. One that is changed ends, and the new one goes on in its place.

    Raises NotNow beyond the most that a person may have.
    """
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # a letter may be written to them meanwhile
        begin_preferences(person)
        mine = list(Interest.objects.current().filter(person=person))
        fresh = Interest(person=person, **({"language": person.language[:2]} | criteria))
        asked = criteria_of(fresh)
        kept = next((known for known in mine if criteria_of(known) == asked), None)
        if kept is None and len(mine) >= MOST_INTERESTS + (replacing is not None):
            raise NotNow(_("You have %(n)s interests. Delete one first.") % {"n": MOST_INTERESTS})
        if kept is None:
            fresh.save()
        found = heard_again(kept, fresh.level) if kept else fresh
        if replacing is not None and replacing != found:
            replacing.replaced_by = found
            end(replacing)
    return found


def criteria_of(interest: Interest) -> dict[str, Any]:
    values = model_to_dict(interest, fields=Interest.CRITERIA)
    return {name: sorted(value) if isinstance(value, list) else value.strip() for name, value in values.items()}


def heard_again(known: Interest, level: str) -> Interest:
    known.active, known.level = True, level
    known.save(update_fields=["active", "level", "changed_at"])
    return known


def follow_themes(person: Person, themes: Iterable[str]) -> None:
    """An interest for each theme, so that each can be stopped by itself."""
    for theme in sorted(set(themes)):
        follow(person, themes=[theme])


def set_level(interest: Interest, level: Level) -> None:
    interest.level = level
    interest.save(update_fields=["level", "changed_at"])


def pause(interest: Interest) -> None:
    interest.active = False
    interest.save(update_fields=["active", "changed_at"])


def resume(interest: Interest) -> None:
    interest.active = True
    interest.save(update_fields=["active", "changed_at"])


def end(interest: Interest) -> None:
    """Notices that it brought still name it, for a while."""
    interest.ended_at = timezone.now()
    interest.save(update_fields=["ended_at", "replaced_by", "changed_at"])


# Notices


def read(notification: Notification, until: datetime | None = None) -> None:
    """`until`: what joined it later is not read."""
    rows = Notification.objects.unread().filter(pk=notification.pk)
    read_all(rows.filter(created_at__lte=until) if until else rows)


def read_all(notices: Any) -> None:
    """All of a queryset of one person's notices."""
    notices.unread().update(read_at=timezone.now(), due_at=None)


def less(notification: Notification) -> str:
    """«Less like this»: the interest that brought it becomes one level quieter, once for each notice. Returns what
    comes of it, as a sentence."""
    with transaction.atomic():
        notice = Notification.objects.select_for_update(of=("self",)).select_related("interest").get(pk=notification.pk)
        interest = notice.interest.latest if notice.interest else None
        if interest is None or interest.ended_at:
            return _("The interest that brought this is no more.")
        if notice.less_at is None:
            notice.less_at = timezone.now()
            notice.save(update_fields=["less_at"])
            if interest.quieter:
                set_level(interest, interest.quieter)
            else:
                pause(interest)
    if not interest.active:
        return _("Stopped: “%(interest)s” brings nothing more.") % {"interest": interest}
    return _("From now on “%(interest)s” brings: %(level)s.") % {
        "interest": interest,
        "level": interest.get_level_display(),
    }


def stop(notification: Notification) -> str:
    """No more for the reason that brought this one: the interest is paused, or the thing silenced. Returns what comes
    of it, as a sentence."""
    with transaction.atomic():
        if notification.reason == Reason.INTEREST and notification.interest:
            pause(notification.interest.latest)
            what = str(notification.interest)
        else:
            mute(notification.person, subject_of(notification.event), notification.event.title)
            what = notification.event.title
    return stopped(what)


def stopped(what: str) -> str:
    return _("You get no more notices of “%(what)s”. You can turn them on again among your interests.") % {"what": what}


def is_stopped(notification: Notification) -> bool:
    if notification.reason == Reason.INTEREST:
        return notification.interest is not None and not notification.interest.latest.is_listening
    return is_mute(notification.person, subject_of(notification.event))


def stop_by(letter: Letter) -> None:
    """One click in a mail: what it says that it stops, else all mails of interests."""
    what, _blank, name = letter.stops.partition(" ")
    if what == "interest":
        for interest in Interest.objects.filter(pk=name, person=letter.person_id):
            pause(interest.latest)
    elif what == "thing":
        last = Notification.objects.filter(person=letter.person_id, thing=name).select_related("event").first()
        mute(letter.owner, name, last.event.title if last else "")
    else:
        stop_mail(letter.owner)


def stopped_by(letter: Letter) -> str:
    """What one click stops, in words; empty for all mails of interests."""
    what, _blank, name = letter.stops.partition(" ")
    if what == "interest":
        return str(Interest.objects.filter(pk=name).first() or "")
    last = Notification.objects.filter(person=letter.person_id, thing=name).select_related("event").first()
    return last.event.title if name and last else ""


def is_stopped_by(letter: Letter) -> bool:
    what, _blank, name = letter.stops.partition(" ")
    if what == "interest":
        return not any(interest.latest.is_listening for interest in Interest.objects.filter(pk=name))
    if what == "thing":
        return is_mute(letter.owner, name)
    preferences = preferences_of(letter.owner)
    return not preferences.at_once and preferences.digest == Digest.NEVER


def seen(person: Any, thing: str) -> None:
    """The person has looked at the thing itself: its notices are read, and what they have of it for something else."""
    if person.is_authenticated:
        of_it = Q(thing=thing) | Q(thing__startswith=f"{thing} ")
        unread = Notification.objects.unread().filter(of_it, person=person)
        unread.update(read_at=timezone.now(), due_at=None)


def mute(person: Person, thing: str, title: str) -> None:
    """From now on, and of what they have unread of it."""
    seen(person, thing)  # nobody tells them any more what became of it
    Mute.objects.get_or_create(person=person, thing=thing, defaults={"title": title[:300]})


def is_mute(person: Person, thing: str) -> bool:
    return Mute.objects.filter(person=person, thing=thing).exists()


def unmute(mute: Mute) -> None:
    mute.delete()


# Preferences


def preferences_of(person: Person) -> Preferences:
    """The person's own, or what holds for who never chose."""
    return Preferences.objects.filter(person=person).first() or Preferences(person=person)


def preferences_to_begin_with(person: Person) -> Preferences:
    """The person's own, or what would suit them. The time zone of who never chose one is that of the country of their
    institution, as soon as they have one."""
    preferences = preferences_of(person)
    acting = None if preferences.timezone else active_affiliations(person).order_by("id").first()
    if acting:
        preferences.timezone = ZONES.get(acting.organisation.country, "")
    return preferences


def begin_preferences(person: Person) -> None:
    """Keep what would suit them: digests come from now on, at their hour."""
    preferences = preferences_to_begin_with(person)
    known = Preferences.objects.filter(person=person, timezone=preferences.timezone)
    if not known.exists():
        settle(preferences)


def settle(preferences: Preferences) -> None:
    """Keep them. What waits for a digest waits for the one that they say now."""
    with transaction.atomic():
        preferences.save()
        touch(preferences.person)
        kept = Preferences.objects.with_next_digest().get(pk=preferences.pk)
        waiting = Notification.objects.filter(person=preferences.person_id, by_digest=True, due_at__isnull=False)
        waiting.update(due_at=kept.next_digest)


def touch(person: Person) -> None:
    """Whoever keeps interests in memory is to read this person's again."""
    Interest.objects.filter(person=person).update(changed_at=timezone.now())


def stop_mail(person: Person) -> None:
    """Nothing of interests by mail any more; what is theirs to answer still comes."""
    preferences = preferences_to_begin_with(person)
    preferences.at_once, preferences.digest = False, "never"
    settle(preferences)
    optional = Notification.objects.filter(person=person, mandatory=False)
    optional.filter(due_at__isnull=False).update(due_at=None)
    optional.filter(letter__state=LetterState.QUEUED).update(letter=None)


def new_feed_key(person: Person) -> bool:
    """The old addresses of the private feeds lead nowhere from now on. Returns whether there were any."""
    preferences = preferences_to_begin_with(person)
    had = bool(preferences.feed_key)
    preferences.feed_key = feed_key()
    preferences.save()
    return had


def end_feeds(person: Person) -> None:
    """The addresses of the private feeds lead nowhere, and there are no others."""
    Preferences.objects.filter(person=person).update(feed_key=None)


def address_works(person: Person) -> None:
    """The person says that it takes mail again."""
    Preferences.objects.filter(person=person).update(dead_address="", dead_reason="")


# Their data


def export_of(person: Person) -> dict[str, Any]:
    """What this room keeps of a person. What they may see no more is left out."""
    interests = list(person.interests.order_by("id"))
    name_followed(interests)
    return {
        "interests": [
            model_to_dict(interest, fields=[*Interest.CRITERIA, "level", "active"])
            | {"since": interest.created_at, "until": interest.ended_at}
            for interest in interests
        ],
        "preferences": model_to_dict(preferences_of(person), exclude=["person", "feed_key"]),
        "silenced": list(person.mutes.values("thing", "title", "at")),
        "notices": list(notices_of(person)),
        "letters": list(person.letters.values("to", "subject", "state", "sent_at")),
    }


def notices_of(person: Person) -> Iterator[dict[str, Any]]:
    rows = list(person.notifications.prefetch_related("event", "interest").order_by("id"))
    for row in rows:
        row.person = person
    name_followed({row.interest for row in rows if row.interest})
    name_institutions(rows)
    contents = Contents(rows, standing_of(row.person_id for row in rows), sketched(keys_of(rows)))
    for row in rows:
        told = contents.content(row, person.language) if contents.visible(row) else NOTHING
        said = {"title": told.title, "text": told.text, "because": row.because}
        yield said | {"at": row.created_at, "read_at": row.read_at}


def erase(person: Person) -> None:
    person.notifications.all().delete()
    person.letters.all().delete()
    person.interests.all().delete()
    person.mutes.all().delete()
    Preferences.objects.filter(person=person).delete()
