"""A document that came with a message or was handed in: read by the suffix of its name, or kept.

MUST: a document that is refused is still received. It comes back unread, with the refusal as its
mark, and whoever called gets a row for it.
"""

from importlib import import_module
from pathlib import PurePath
from typing import Final

from comity.errors import InputError
from comity.intake.received import Received, unread, why_unread

READERS: Final = {
    ".pdf": ("form-pdf", "comity.intake.form_pdf", "form_pdf"),
    ".xml": ("xml", "comity.intake.message_xml", "detainer_message"),
    ".json": ("json", "comity.intake.request_json", "json_request"),
}
"""The way in, the module and the reader, by suffix."""

NO_READER: Final = "nothing here reads a document of this name: type it in by hand"


def received_document(content: bytes, name: str) -> Received:
    """The document, read if it can be. Nothing is raised for what is in it."""
    way, module, reader = READERS.get(PurePath(name).suffix.lower(), ("paper", "", ""))
    if not module:
        return unread(way, content, name, NO_READER)
    try:
        found: Received = getattr(import_module(module), reader)(content, name)
    except InputError as refusal:
        return unread(way, content, name, why_unread(refusal))
    return found
