"""The words of all stored interests, of which a new document meets a few."""

from datetime import datetime, timedelta

from django.utils import timezone

from enlacesur.matching.documents import Document
from enlacesur.matching.interests import Percolator, meets_words
from enlacesur.notifications.models import Interest

Words = tuple[str, str]  # as they were written, and their language

MOST_LOOSE = 1000  # words that are asked one by one, before all are laid out anew
OVERLAP = timedelta(minutes=5)  # longer than a transaction takes from its first change to its end


class StoredWords:
    """One for a process. It follows the table: what was written or changed since it last looked is asked one by one.

    Words that nobody stores any more stay until the process ends; the interests themselves are looked up afterwards.
    """

    def __init__(self) -> None:
        self.known: set[Words] = set()
        self.loose: set[Words] = set()
        self.laid_out: list[Words] = []
        self.percolator = Percolator([])
        self.seen: datetime | None = None

    def met_by(self, document: Document) -> set[Words]:
        self.catch_up()
        met = {self.laid_out[place] for place in self.percolator.met_by(document)}
        return met | {words for words in self.loose if meets_words(*words, document)}

    def catch_up(self) -> None:
        now = timezone.now()
        worded = Interest.objects.exclude(words="")
        if self.seen:
            worded = worded.filter(changed_at__gte=self.seen - OVERLAP)
        rows = worded.order_by().values_list("words", "language").distinct()
        self.loose.update(words for words in rows.iterator(10_000) if words not in self.known)
        self.known |= self.loose
        self.seen = now
        if len(self.loose) > MOST_LOOSE:
            self.lay_out()

    def lay_out(self) -> None:
        self.laid_out, self.loose = list(self.known), set()
        self.percolator = Percolator((place, *words) for place, words in enumerate(self.laid_out))


STORED = StoredWords()
