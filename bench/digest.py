"""The digests of very many people: from their due notices to letters, and from these to mails with text and HTML.

What is measured is one process and what PostgreSQL does for it meanwhile, which together are never more than one core;
«of one core» counts the seconds in which one of the two was at work, whatever else the machine does. As many letters
are rendered together as one worker takes. Nothing is sent.
"""

import subprocess
import sys
import time

import django
import psutil

from bench.people import event_of, fill_interests, fill_people, published
from bench.processes import BASE, Rows, command, database, rows_of, say, sql, tell_parent

SIZES = (1_000, 10_000, 100_000)  # people
EVENTS = 200
MOST_RENDERED = 5_000  # letters


def run(size: int) -> Rows:
    with database("bench_digest") as environment:
        subprocess.run(command("bench.digest", "fill", size), env=environment, cwd=BASE, check=True)
        yield from rows_of(command("bench.digest", "measure", size), environment)


# Four to twelve notices for each person, of different events; of who acts for a city one is theirs to answer.
DUE = """
INSERT INTO notifications_notification
  (person_id, event_id, thing, reason, interest_id, organisation_id, mandatory, fit, times, created_at, due_at,
   by_digest, in_full)
SELECT person.id, event.id, event.target_kind || ':' || event.target_id,
  CASE WHEN n = 5 AND acting.id IS NOT NULL THEN 'organisation' ELSE 'interest' END,
  CASE WHEN n = 5 AND acting.id IS NOT NULL THEN NULL ELSE interest.id END,
  CASE WHEN n = 5 THEN acting.organisation_id END, n = 5 AND acting.id IS NOT NULL,
  mod(person.id * 7 + n * 11, 60) + 20, 1, event.at, now() - interval '1 minute', true, false
FROM accounts_person AS person
JOIN (SELECT person_id, min(id) AS id FROM notifications_interest GROUP BY 1) AS interest
ON interest.person_id = person.id
LEFT JOIN network_affiliation AS acting ON acting.person_id = person.id
CROSS JOIN LATERAL generate_series(1, 4 + mod(person.id * 13, 9)) AS n
JOIN journal_event AS event ON event.id = (SELECT min(id) FROM journal_event) + mod(person.id * 31 + n * 23, %s)
"""

ADDRESSES = """
INSERT INTO account_emailaddress (user_id, email, verified, "primary") SELECT id, email, true, true FROM accounts_person
"""


def fill(size: int) -> None:
    from django.core.management import call_command

    from enlacesur.taxonomy.actions import load_profile

    say(f"filling {size:,} people…")
    call_command("migrate", verbosity=0)
    call_command("messages", compile_only=True)
    load_profile()
    fill_people(size)
    fill_interests(size * 5 // 4, size)
    for practice in published(EVENTS):
        event_of(practice)
    sql(ADDRESSES)
    sql(DUE, [EVENTS])
    sql("VACUUM ANALYZE")


class Clock:
    """Seconds that passed, those in which this process was at work, and those in which it or the database was."""

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.backend = psutil.Process(cursor.fetchone()[0])

    def __enter__(self) -> "Clock":
        self.began = self.now()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.took, self.cpu, self.core = (now - then for now, then in zip(self.now(), self.began, strict=True))

    def now(self) -> tuple[float, float, float]:
        own, there = time.process_time(), self.backend.cpu_times()
        return time.perf_counter(), own, own + there.user + there.system


def measure(size: int) -> Rows:
    from enlacesur.notifications.models import Letter, Notification

    notices, people = Notification.objects.count(), Notification.objects.values("person").distinct().count()
    yield "people", people, "people"
    yield "notices due", notices, "notices"
    with Clock() as composing:
        compose_all()
    yield "letters", Letter.objects.count(), "letters"
    yield "composed", people / composing.took, "people/s"
    yield "composed, own CPU alone", people / composing.cpu, "people/s"
    letters = list(Letter.objects.order_by("id").values_list("pk", flat=True)[:MOST_RENDERED])
    render(letters[:50])  # warm
    with Clock() as rendering:
        length = render(letters)
    yield "length of a mail", length / len(letters) / 1000, "kB"
    yield "rendered", len(letters) / rendering.took, "people/s"
    yield "rendered, own CPU alone", len(letters) / rendering.cpu, "people/s"
    yield "composed and rendered", 1 / (composing.took / people + rendering.took / len(letters)), "people/s"
    of_one_core = 1 / (composing.core / people + rendering.core / len(letters))
    yield "composed and rendered, of one core", of_one_core, "people/s"


def compose_all() -> None:
    from enlacesur.notifications.compose import compose

    while compose():
        pass


def render(letters: list[int]) -> int:
    """Portion by portion, as letters are taken to be sent. How many characters there are in the mails."""
    from enlacesur.notifications.delivery import TOGETHER
    from enlacesur.notifications.mail import Letters
    from enlacesur.notifications.models import Letter

    length = 0
    for start in range(0, len(letters), TOGETHER):
        rows = Letter.objects.filter(pk__in=letters[start : start + TOGETHER])
        portion = list(rows.select_related("person", "announcement"))
        contents = Letters(portion)
        for letter in portion:
            message = contents.message(letter)
            assert message
            length += len(message.body) + len(message.alternatives[0].content)
    return length


if __name__ == "__main__":
    task, size = sys.argv[1], int(sys.argv[2])
    django.setup()
    tell_parent(measure(size)) if task == "measure" else fill(size)
