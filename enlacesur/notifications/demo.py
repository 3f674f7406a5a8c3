from enlacesur.accounts.models import Person
from enlacesur.journal.models import Event
from enlacesur.notifications.fanout import by_interest, write
from enlacesur.notifications.models import Interest
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import current


def load_demo() -> int:
    """Two interests for each person of the demonstration, spread over the themes."""
    themes = [term.slug for term in current(Vocabulary.THEMES)]
    people = Person.objects.filter(email__endswith=".example").order_by("id")
    for n, person in enumerate(people):
        language = person.language[:2]
        Interest.objects.create(person=person, themes=[themes[n % len(themes)]], language=language)
        Interest.objects.create(person=person, kinds=["solution"], words="agua", language=language)
    tell_quietly()
    return 2 * len(people)


def tell_quietly() -> None:
    """Notices of what the journal holds already, without mail."""
    for event in Event.objects.order_by("id"):
        write(by_interest(event))
