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


class SubmissionState(models.TextChoices):
    """Of a card put forward for a shelf."""

    SUBMITTED = "submitted", _("Under evaluation")
    RETURNED = "returned", _("To be improved")
    ACCEPTED = "accepted", _("Accepted")
    DISTINGUISHED = "distinguished", _("Distinguished")
    DECLINED = "declined", _("Not accepted")
    RETRACTED = "retracted", _("Taken back")


SUBMISSION_TRANSITIONS = {
    SubmissionState.SUBMITTED: (
        SubmissionState.RETURNED,
        SubmissionState.ACCEPTED,
        SubmissionState.DISTINGUISHED,
        SubmissionState.DECLINED,
        SubmissionState.RETRACTED,
    ),
    SubmissionState.RETURNED: (SubmissionState.SUBMITTED, SubmissionState.RETRACTED),
    SubmissionState.ACCEPTED: (),
    SubmissionState.DISTINGUISHED: (),
    SubmissionState.DECLINED: (),
    SubmissionState.RETRACTED: (),
}

SUBMISSION_OWNERS = {
    SubmissionState.SUBMITTED: "the secretariat, by the decision on its evaluation; the organisation may take it back",
    SubmissionState.RETURNED: "the organisation, which improves the card and puts it forward again",
    SubmissionState.ACCEPTED: "nobody: it stays citable, also when the card is withdrawn",
    SubmissionState.DISTINGUISHED: "nobody: it stays citable, also when the card is withdrawn",
    SubmissionState.DECLINED: "nobody: the card may be put forward anew",
    SubmissionState.RETRACTED: "nobody: the card may be put forward anew",
}


class PartState(models.TextChoices):
    """Of the part that a partner institution is said to have."""

    ASKED = "asked", _("Waiting for its answer")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Not confirmed")


PART_TRANSITIONS = {
    PartState.ASKED: (PartState.CONFIRMED, PartState.REFUSED),
    PartState.CONFIRMED: (PartState.ASKED, PartState.REFUSED),
    PartState.REFUSED: (PartState.ASKED, PartState.CONFIRMED),
}

PART_OWNERS = {
    PartState.ASKED: "the people of the partner institution",
    PartState.CONFIRMED: "the partner may go back on it; another text of its part asks again",
    PartState.REFUSED: "the partner may confirm after all; another text of its part asks again",
}


class AdaptationState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    WORKING = "working", _("It works")
    ABANDONED = "abandoned", _("Abandoned")


ADAPTATION_TRANSITIONS = {
    AdaptationState.PLANNED: (AdaptationState.UNDER_WAY, AdaptationState.WORKING, AdaptationState.ABANDONED),
    AdaptationState.UNDER_WAY: (AdaptationState.WORKING, AdaptationState.ABANDONED),
    AdaptationState.WORKING: (AdaptationState.UNDER_WAY, AdaptationState.ABANDONED),
    AdaptationState.ABANDONED: (AdaptationState.UNDER_WAY,),
}

ADAPTATION_OWNERS = {
    AdaptationState.PLANNED: "the people of the city that adapts it",
    AdaptationState.UNDER_WAY: "the people of the city that adapts it",
    AdaptationState.WORKING: "the people of the city that adapts it, also back when it was said too soon",
    AdaptationState.ABANDONED: "the people of the city that adapts it, who may take it up again; the reason stays told",
}


class ConfirmationState(models.TextChoices):
    ASKED = "asked", _("Not confirmed yet")
    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")


CONFIRMATION_TRANSITIONS = {
    ConfirmationState.ASKED: (ConfirmationState.CONFIRMED, ConfirmationState.DISPUTED),
    ConfirmationState.CONFIRMED: (ConfirmationState.DISPUTED, ConfirmationState.ASKED),
    ConfirmationState.DISPUTED: (ConfirmationState.CONFIRMED, ConfirmationState.ASKED),
}

CONFIRMATION_OWNERS = {
    ConfirmationState.ASKED: "the city whose card is adapted",
    ConfirmationState.CONFIRMED: "the city whose card is adapted; it is asked again when the text says something else",
    ConfirmationState.DISPUTED: "the city whose card is adapted; it is asked again when the text is corrected",
}


class ListState(models.TextChoices):
    """Of a list of practices that the secretariat sent."""

    SENT = "sent", _("Being checked")
    REFUSED = "refused", _("Cannot be read")
    CHECKED = "checked", _("Checked, not entered")
    ENTERING = "entering", _("Being entered")
    ENTERED = "entered", _("Entered")


LIST_TRANSITIONS = {
    ListState.SENT: (ListState.CHECKED, ListState.REFUSED),
    ListState.REFUSED: (),
    ListState.CHECKED: (ListState.ENTERING,),
    ListState.ENTERING: (ListState.ENTERED, ListState.CHECKED),
    ListState.ENTERED: (),
}

LIST_OWNERS = {
    ListState.SENT: "the worker, which reads and checks it a portion at a time",
    ListState.REFUSED: "nobody: it is mended and sent anew",
    ListState.CHECKED: "the secretariat, which has seen what it would do",
    ListState.ENTERING: "the worker, a portion at a time; stopped by a fault, it goes back with what has come in kept",
    ListState.ENTERED: "nobody: sent again, it changes what is different",
}
