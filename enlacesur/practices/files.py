"""What may be attached: known by its first bytes, never by its name."""

import re
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

ZIP = b"PK\x03\x04"
TYPES = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".docx": (ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": (ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": (ZIP, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ".odt": (ZIP, "application/vnd.oasis.opendocument.text"),
    ".ods": (ZIP, "application/vnd.oasis.opendocument.spreadsheet"),
}
UNSAFE = re.compile(r"[^\w.() -]+")


def checked(upload: UploadedFile) -> str:
    """The content type of an upload that may be kept, its name made harmless. Raises ValidationError."""
    upload.name = UNSAFE.sub("_", PurePath((upload.name or "").replace("\\", "/")).name)[-150:]
    kind = TYPES.get(PurePath(upload.name).suffix.lower())
    upload.seek(0)
    first = upload.read(16)
    upload.seek(0)
    if kind is None or not first.startswith(kind[0]):
        raise ValidationError(
            _("Attach a PDF, an image (PNG, JPEG) or an office document (docx, xlsx, pptx, odt, ods).")
        )
    if (upload.size or 0) > settings.MAX_ATTACHMENT_BYTES:
        most = filesizeformat(settings.MAX_ATTACHMENT_BYTES)
        raise ValidationError(_("The file is larger than %(most)s.") % {"most": most})
    return kind[1]
