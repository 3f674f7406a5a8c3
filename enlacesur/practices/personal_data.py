"""What this room keeps of a person: changes to published cards that they have typed and not published. The draft of a
card that is not published yet is its institution's."""

from typing import Any

from django.db.models import QuerySet

from enlacesur.accounts.models import Person
from enlacesur.core.edits import texts_beside
from enlacesur.practices.models import Draft
from enlacesur.practices.states import PracticeState


def export_of(person: Person) -> dict[str, Any]:
    drafts = [
        {
            "of": str(draft.practice),
            "saved_at": draft.saved_at,
            "fields": draft.fields,
            "beside": texts_beside(draft.edits),
        }
        for draft in their_own(person).select_related("practice")
    ]
    return {"drafts": drafts}


def erase(person: Person) -> None:
    their_own(person).delete()


def their_own(person: Person) -> QuerySet[Draft]:
    return Draft.objects.filter(person=person).exclude(practice__state=PracticeState.DRAFT)
