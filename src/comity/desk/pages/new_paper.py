"""A paper handed in on the pages: checked for its type and size, and read if a program can.

MUST: a file is what its name says, or it is refused here, where somebody can choose another. What
it then says is never a reason to refuse it.
"""

import os
from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.desk import office
from comity.intake.documents import received_document
from comity.intake.received import Received, unread

LARGEST: Final = 10 * 2**20
NAME_LENGTH: Final = 120

_SIGNS: Final[dict[str, tuple[bytes, ...]]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".tif": (b"II*\0", b"MM\0*"),
    ".tiff": (b"II*\0", b"MM\0*"),
    ".json": (),
    ".xml": (),
    ".eml": (),
}
"""What each kind of file begins with; nothing for texts, which their readers check."""

SUFFIXES: Final = tuple(_SIGNS)


class PaperField(forms.FileField):
    """A file of a kind that may be a request."""

    def __init__(self) -> None:
        widget = forms.FileInput({"class": "usa-file-input", "accept": ",".join(SUFFIXES)})
        super().__init__(
            label=gettext_lazy("The paper as a file"),
            help_text=gettext_lazy(
                "A filled form as PDF, a message as XML, JSON or .eml, or a scan; at most 10 MiB."
            ),
            widget=widget,
            error_messages={"empty": gettext_lazy("This file is empty.")},
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file. Raises ValidationError for one that is too large or of another kind."""
        paper = super().clean(data, initial)
        if not isinstance(paper, UploadedFile):
            return paper
        suffix = PurePath(paper.name or "").suffix.lower()
        if suffix not in _SIGNS:
            kinds = ", ".join(SUFFIXES)
            raise forms.ValidationError(_("A file of this kind is not taken. Choose %s.") % kinds)
        if (paper.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file has more than 10 MiB."))
        first = paper.read(16)
        paper.seek(0)
        if _SIGNS[suffix] and not first.startswith(_SIGNS[suffix]):
            raise forms.ValidationError(_("Inside, this file is not what its name says."))
        return paper


def read(paper: UploadedFile) -> Received:
    """The request in a file. Raises InputError for an empty mail."""
    name = PurePath(paper.name or "paper").name[-NAME_LENGTH:]
    content = paper.read()
    suffix = PurePath(name).suffix.lower()
    if suffix == ".eml":
        from comity.intake.mail import mail

        server = os.environ.get("COMITY_MAIL_SERVER", "localhost")
        return mail(content, name, server, office.trusted())
    if suffix in (".pdf", ".json", ".xml"):
        return received_document(content, name)
    return unread("paper", content, name, "it is a picture: type it in by hand")
