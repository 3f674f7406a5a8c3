from enlacesur.accounts.models import Person
from enlacesur.journal.models import Event
from enlacesur.notifications.actions import follow
from enlacesur.notifications.fanout import tell
from enlacesur.notifications.models import Notification
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import current


def load_demo() -> int:
    """Two interests for each person of the demonstration, spread over the themes."""
    themes = [term.slug for term in current(Vocabulary.THEMES)]
    people = Person.objects.filter(email__endswith=".example").order_by("id")
    for n, person in enumerate(people):
        follow(person, themes=[themes[n % len(themes)]])
        follow(person, kinds=["solution"], words="agua")
    tell_quietly()
    return 2 * len(people)


def tell_quietly() -> None:
    """Notices of what the journal holds already, without mail."""
    tell(list(Event.objects.order_by("id")))
    Notification.objects.update(due_at=None)
