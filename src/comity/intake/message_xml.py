"""A detainer request as an XML message with NIEM's names: what it states, once it is valid.

MUST: the schema is checked before a single element is used. The message is our own subset (schema
`detainer.xsd`); where NIEM has no name (grounds of probable cause, administrative warrant, hold) it
uses `urn:comity:detainer:1`.
"""

from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element

from comity.intake.received import Received, one_line
from comity.intake.xml_tree import IM, NC, J, bounded, read_valid, texts

ROOT: Final = "{urn:comity:detainer:1}DetainerRequestMessage"
LONGEST_HOLD: Final = 48
"""Hours beyond release: the most that form I-247A asks, and 8 CFR 287.7(d)."""

_D: Final = "{urn:comity:detainer:1}"
_ID: Final = f"{NC}IdentificationID"
_REQUEST: Final = f"{J}DetainerNotificationRequest"
_WARRANT: Final = f"{_D}AdministrativeWarrant"
_AUGMENTATION: Final = f"{_REQUEST}/{_D}DetainerRequestAugmentation"

_Json: TypeAlias = dict[str, Any]


def detainer_message(source: Path | bytes, name: str) -> Received:
    """The request in a message of at most 5 MiB.

    Raises InputError, with line and element, for what is not XML, has a DTD, or is not valid by the
    schema; a larger file is refused unread.
    """
    content = bounded(source, name)
    root = read_valid(content, name, "detainer.xsd", ROOT).root
    return Received("xml", content, name, None, _said(root), _numbers(root), _marks(root))


def _said(root: Element) -> _Json:
    asks = {
        "hold": f"{_AUGMENTATION}/{_D}HoldRequestedIndicator",
        "notify_release": f"{_AUGMENTATION}/{_D}ReleaseNoticeRequestedIndicator",
    }
    request: _Json = {
        "kind": "detainer",
        "form": _first(root, f"{_D}RequestFormText"),
        "from": _first(root, f"{_D}RequestingAgency/{NC}OrganizationIdentification/{_ID}"),
        "asks": [act for act, path in asks.items() if _first(root, path) in ("true", "1")],
        "basis": texts(root, f"{_AUGMENTATION}/{_D}ProbableCauseBasisCode"),
        "purpose": _first(root, f"{_AUGMENTATION}/{_D}RequestPurposeCode"),
        "instruments": [_warrant(one) for one in root.iterfind(f"{_AUGMENTATION}/{_WARRANT}")],
    }
    # A message without a warrant does not say that no paper was shown beside it.
    stated = {key: value for key, value in request.items() if value or key == "asks"}
    name = _first(root, f"{J}Subject/{NC}EntityPerson/{NC}PersonName/{NC}PersonFullName")
    return {"request": stated, "person": {"name": name}}


def _warrant(warrant: Element) -> _Json:
    return {
        "kind": "administrative-warrant",
        "form": _first(warrant, f"{_D}WarrantFormCode"),
        "issuer": _first(warrant, f"{_D}WarrantIssuerCode"),
    }


def _numbers(root: Element) -> tuple[tuple[str, str], ...]:
    paths = {
        "event": f"{_REQUEST}/{NC}ActivityIdentification/{_ID}",
        "subject": f"{J}Subject/{J}SubjectIdentification/{_ID}",
        "file": f"{IM}AlienNumberIdentification/{_ID}",
    }
    found = ((kind, _first(root, path)) for kind, path in paths.items())
    return tuple((kind, number) for kind, number in found if number)


def _marks(root: Element) -> tuple[str, ...]:
    basis = texts(root, f"{_AUGMENTATION}/{_D}ProbableCauseBasisCode")
    hours = _first(root, f"{_AUGMENTATION}/{_D}HoldMaximumHoursQuantity")
    doubts = {
        "it states grounds of box 1 and of box 2, which exclude each other": (
            "dhs-transferred" in basis and len(basis) > 1
        ),
        f"it asks for a hold of {hours} hours, more than {LONGEST_HOLD}": (
            hours is not None and int(hours) > LONGEST_HOLD
        ),
    }
    return tuple(what for what, holds in doubts.items() if holds)


def _first(element: Element, path: str) -> str | None:
    return next((one_line(text) for text in texts(element, path)), None)
