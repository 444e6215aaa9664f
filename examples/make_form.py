"""A filled form I-247A that can be read: `python examples/make_form.py FORM.pdf`.

Everything on it is made up, and it says so on its face. The federal agency's own file is not used:
this form has the same questions in our own words, and the field names of
docs/reference/requests-in.md.
"""

import sys
from collections.abc import Collection, Mapping
from html import escape
from importlib import import_module
from pathlib import Path

from comity.intake.form_table import BOXES, TEXTS

LABELS = {
    "subject_id": "Subject ID",
    "event_number": "Event #",
    "file_number": "File No",
    "date": "Date",
    "to_institution": "To (institution)",
    "from_office": "From (office)",
    "name": "Name",
    "date_of_birth": "Date of birth",
    "citizenship": "Citizenship",
    "sex": "Sex",
    "officer": "Officer",
    "box1_final_order": "1. Probable cause: a final order of removal",
    "box1_removal_proceedings": "1. Probable cause: pending removal proceedings",
    "box1_biometric_match": "1. Probable cause: biometric match and records check",
    "box1_statements": "1. Probable cause: statements or other evidence",
    "box2_dhs_transferred": "2. Transferred to you for a proceeding or investigation",
    "maintain_custody": "Maintain custody for up to 48 hours beyond release",
}
PERSON_C = {
    "subject_id": "000000001",
    "event_number": "EXA2400000001",
    "file_number": "A000-000-001",
    "date": "2017-06-01",
    "to_institution": "Example Police Department",
    "from_office": "Example Field Office",
    "name": "Example Person C",
    "officer": "Example Officer",
}
FACE = "MADE-UP EXAMPLE. NOT A FEDERAL FORM. NOBODY IS NAMED ON IT."
STYLE = "body{font:10pt sans-serif} h1{font-size:12pt} input{border:.5pt solid} p{margin:4pt 0}"


def filled_form(
    texts: Mapping[str, str] = PERSON_C,
    ticked: Collection[str] = ("box1_final_order", "maintain_custody"),
    more: Collection[str] = (),
    without: Collection[str] = (),
) -> bytes:
    """A PDF with the form filled in. `more` adds text fields, `without` leaves fields out."""
    lines = [_text(name, texts.get(name, "")) for name in (*TEXTS, *more) if name not in without]
    lines += [_box(name, name in ticked) for name in BOXES if name not in without]
    page = (
        f"<html lang='en'><title>Made-up I-247A</title><style>{STYLE}</style>"
        f"<h1>{FACE}</h1><p>Immigration detainer (like I-247A)</p>"
        f"<p>Requested: notice before release.</p><form>{''.join(lines)}</form></html>"
    )
    # It publishes no types, and only who makes a form needs it.
    weasyprint = import_module("weasyprint")
    document: bytes = weasyprint.HTML(string=page).write_pdf(pdf_forms=True)
    return document


def _text(name: str, value: str) -> str:
    label = LABELS.get(name, name)
    return f"<p><label>{label} <input name='{name}' value='{escape(value)}'></label></p>"


def _box(name: str, ticked: bool) -> str:
    checked = " checked" if ticked else ""
    return f"<p><label><input type='checkbox' name='{name}'{checked}> {LABELS[name]}</label></p>"


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(filled_form())
