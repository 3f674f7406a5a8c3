"""What people want to be told, what they are told, and the mails that tell it."""

from enlacesur.notifications.models.announcements import Announcement
from enlacesur.notifications.models.interests import Interest, Level, Mute, Size
from enlacesur.notifications.models.letters import Letter, LetterKind
from enlacesur.notifications.models.notices import Notification, Reason
from enlacesur.notifications.models.preferences import Digest, Preferences

__all__ = [
    "Announcement",
    "Digest",
    "Interest",
    "Letter",
    "LetterKind",
    "Level",
    "Mute",
    "Notification",
    "Preferences",
    "Reason",
    "Size",
]
