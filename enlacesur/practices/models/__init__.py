"""The rows of this room."""

from enlacesur.practices.models.adaptations import Adaptation, Remark
from enlacesur.practices.models.cards import (
    CONTENT,
    PERSONAL,
    REVIEWED_EVERY,
    VERSIONED,
    Attachment,
    AttachmentRole,
    CostBand,
    Draft,
    Practice,
    PracticeVersion,
    attachment_path,
)
from enlacesur.practices.models.lists import AT_WORK, BankFile, BankRow
from enlacesur.practices.models.messages import ContactMessage
from enlacesur.practices.models.shelves import LIVE, ON_SHELF, Partnership, Shelf, Submission
from enlacesur.practices.models.translations import LISTS, TEXTS, TRANSLATED, Translation, TranslationLanguage

__all__ = [
    "AT_WORK",
    "CONTENT",
    "LISTS",
    "LIVE",
    "ON_SHELF",
    "PERSONAL",
    "REVIEWED_EVERY",
    "TEXTS",
    "TRANSLATED",
    "VERSIONED",
    "Adaptation",
    "Attachment",
    "AttachmentRole",
    "BankFile",
    "BankRow",
    "ContactMessage",
    "CostBand",
    "Draft",
    "Partnership",
    "Practice",
    "PracticeVersion",
    "Remark",
    "Shelf",
    "Submission",
    "Translation",
    "TranslationLanguage",
    "attachment_path",
]
