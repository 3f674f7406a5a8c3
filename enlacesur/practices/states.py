from django.db import models
from django.utils.translation import gettext_lazy as _


class PracticeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PRACTICE_TRANSITIONS = {
    PracticeState.DRAFT: (PracticeState.PUBLISHED,),
    PracticeState.PUBLISHED: (PracticeState.WITHDRAWN,),
    PracticeState.WITHDRAWN: (PracticeState.PUBLISHED,),
}

PRACTICE_OWNERS = {
    PracticeState.DRAFT: "the people of the organisation that writes it",
    PracticeState.PUBLISHED: "the organisation; each edit is a new version",
    PracticeState.WITHDRAWN: "the organisation, which may publish it again",
}
