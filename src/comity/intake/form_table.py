"""The fields of our fillable form I-247A, and what a filled one states.

The names of the fields in the federal agency's own file are not published; these are ours, and
`tests/builders` makes a form that has them. MUST: a form is read by this table or not at all. A
field is never read for what its name resembles.

Source of the form's content: form I-247A (02/17). Its boxes 1 and 2 exclude each other.
"""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

FORM: Final = "I-247A"

NUMBER_FIELDS: Final = {
    "event_number": "event",
    "subject_id": "subject",
    "file_number": "file",
}
"""Text fields with the requester's own numbers: Event #, Subject ID, File No."""

NAME_FIELD: Final = "name"

LEFT_FIELDS: Final = (
    "date",
    "to_institution",
    "from_office",
    "date_of_birth",
    "citizenship",
    "sex",
    "officer",
)
"""Text fields that the form has and nobody reads: no rule may turn on them, or who receives the
form knows better. They stay in the original."""

BASIS_BOXES: Final = {
    "box1_final_order": "final-order",
    "box1_removal_proceedings": "removal-proceedings",
    "box1_biometric_match": "biometric-match",
    "box1_statements": "statements",
    "box2_dhs_transferred": "dhs-transferred",
}
"""Check boxes of boxes 1 and 2, each with the ground that it states."""

HOLD_BOX: Final = "maintain_custody"
"""Check box: maintain custody for up to 48 hours beyond the time of release (with box 1)."""

TEXTS: Final = (*NUMBER_FIELDS, NAME_FIELD, *LEFT_FIELDS)
BOXES: Final = (*BASIS_BOXES, HOLD_BOX)


@frozen
class Filled:
    """A filled form: the texts of its text fields, and which of its check boxes are ticked."""

    texts: Mapping[str, str | None]
    ticked: frozenset[str]


def said_by(form: Filled) -> dict[str, Any]:
    """The parts of a case that the filled form states.

    It is printed on it that it asks a notice of release, for civil immigration enforcement.
    """
    asks = ["hold"] if HOLD_BOX in form.ticked else []
    request = {
        "kind": "detainer",
        "form": FORM,
        "from": "us/ice",
        "asks": [*asks, "notify_release"],
        "basis": [basis for box, basis in BASIS_BOXES.items() if box in form.ticked],
        "purpose": "civil-immigration",
    }
    name = form.texts.get(NAME_FIELD)
    return {"request": request, "person": {"name": name}} if name else {"request": request}


def numbers_of(form: Filled) -> tuple[tuple[str, str], ...]:
    """The requester's own numbers on the form."""
    found = ((kind, form.texts.get(field)) for field, kind in NUMBER_FIELDS.items())
    return tuple((kind, text) for kind, text in found if text)


def marks_of(form: Filled) -> tuple[str, ...]:
    """What a person must look at before the form is acted on."""
    box_1 = any(box.startswith("box1_") for box in form.ticked)
    box_2 = "box2_dhs_transferred" in form.ticked
    doubts = {
        "boxes 1 and 2 are both ticked; the form says to complete one": box_1 and box_2,
        "neither box 1 nor box 2 is ticked: no ground is stated": not box_1 and not box_2,
        "it asks to maintain custody, which goes with box 1, and box 1 is not ticked": (
            HOLD_BOX in form.ticked and not box_1
        ),
        "it names nobody": not form.texts.get(NAME_FIELD),
    }
    return tuple(what for what, holds in doubts.items() if holds)
