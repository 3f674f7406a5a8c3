"""The rows of this room."""

from enlacesur.practices.models.cards import (
    CONTENT,
    Attachment,
    CostBand,
    Draft,
    Practice,
    PracticeVersion,
    attachment_path,
)

__all__ = ["CONTENT", "Attachment", "CostBand", "Draft", "Practice", "PracticeVersion", "attachment_path"]
