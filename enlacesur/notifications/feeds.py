"""Private feeds of a person, by an address that nobody can guess and that they can change: notices, and deadlines."""

import re
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from enlacesur.core.access import access, public
from enlacesur.core.http import Request, private
from enlacesur.core.links import localised
from enlacesur.core.markdown import render
from enlacesur.core.profile import network
from enlacesur.network.models import today
from enlacesur.network.permissions import active_affiliations
from enlacesur.notifications.contents import Content
from enlacesur.notifications.deadlines import Deadline, deadlines, personal_deadlines
from enlacesur.notifications.mail import domain
from enlacesur.notifications.models import Notification, Preferences
from enlacesur.notifications.sheets import absolute
from enlacesur.notifications.views.inbox import told

NEWEST = 50
BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
REMINDED = timedelta(days=-2, hours=9)  # a whole day begins at midnight, when nobody wants to be reminded
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def owner_of(key: str) -> Any:
    found = Preferences.objects.filter(feed_key=key, person__is_active=True).select_related("person").first()
    if not key or found is None:
        raise Http404
    return found.person


@access(public)
def notices(request: Request, key: str) -> HttpResponse:
    """The newest notices, as Atom."""
    person = owner_of(key)
    with translation.override(person.language):
        feed = Atom1Feed(
            title=_("My notices of %(platform)s") % {"platform": network()["platform"]},
            link=absolute(localised(reverse("inbox"))),
            description="",
            language=translation.get_language(),
            feed_url=request.build_absolute_uri(),
            feed_guid=f"tag:{domain()},2026:notices-of-{person.pk}",
            author_name=network()["platform"],
        )
        affiliations = list(active_affiliations(person))
        rows = Notification.objects.listed_for(person, affiliations).with_reasons()[:NEWEST]
        for one in told(rows, person, affiliations):
            if one["seen"]:
                notice = one["notice"]
                feed.add_item(
                    title=in_xml(one["content"].title or notice.title),
                    link=absolute(localised(notice.target)),
                    description=in_xml(summary_of(one["content"], notice.because)),
                    unique_id=f"tag:{domain()},2026:notice-{notice.pk}-{notice.event_id}",
                    pubdate=notice.created_at,
                    updateddate=notice.created_at,
                )
        return private(HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"))


def summary_of(content: Content, because: str) -> str:
    """As HTML. What a city wrote is text in it; of an announcement it is what its Markdown says."""
    said = render(content.text) if content.markdown else linebreaks(content.text, autoescape=True)
    facts = "".join(f"<p>{escape(label)}: {escape(value)}</p>" for label, value in content.facts)
    return f"{said if content.text else ''}{facts}<p>{escape(because)}</p>"


def in_xml(text: str) -> str:
    """Without the characters that XML does not allow; text that was pasted brings some."""
    return NOT_XML.sub("", text)


@access(public)
def calendar(request: Request, key: str) -> HttpResponse:
    """What the person's institutions, and they themselves, owe by when: as iCalendar."""
    person = owner_of(key)
    with translation.override(person.language):
        made = Calendar()
        made.add("prodid", f"-//{network()['platform']}//{domain()}//")
        made.add("version", "2.0")
        made.add("x-wr-calname", _("Deadlines in %(platform)s") % {"platform": network()["platform"]})
        acting = {row.organisation_id: str(row.organisation) for row in active_affiliations(person)}
        first, last = today() - BEFORE, today() + AFTER
        for deadline in [*deadlines(acting, first, last), *personal_deadlines([person.pk], first, last)]:
            made.add_component(entry_of(deadline, acting.get(deadline.organisation_id or 0, "")))
        return private(HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8"))


def entry_of(deadline: Deadline, owed_by: str) -> Entry:
    """`owed_by`: the institution, for there are people who act for several."""
    entry, url = Entry(), absolute(localised(deadline.url))
    whose = deadline.organisation_id or f"person-{deadline.person_id}"
    entry.add("uid", f"{deadline.thing.replace(':', '-')}-{whose}@{domain()}")
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", deadline.day)
    entry.add("dtend", deadline.day + timedelta(days=1))
    entry.add("summary", deadline.title)
    entry.add("url", url)
    entry.add("description", f"{owed_by}\n{url}".strip())  # many calendars show no other address
    entry.add("transp", "TRANSPARENT")
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", deadline.title)
    reminder.add("trigger", REMINDED)
    entry.add_component(reminder)
    return entry
