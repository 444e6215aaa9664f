"""Form I-247A as PDF: our own filled form comes back whole; any other PDF is kept and marked."""

import zlib
from io import BytesIO
from time import monotonic
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from comity.errors import InputError
from comity.facts import case_from
from comity.intake import form_child, form_pdf
from comity.intake.form_pdf import form_pdf as read
from comity.intake.form_table import BASIS_BOXES, BOXES, Filled, marks_of, numbers_of, said_by
from examples.make_form import PERSON_C, filled_form

BY_HAND = ": type it in by hand"
DAMAGED = f"it is damaged{BY_HAND}"
TOO_LARGE = f"it is larger inside than any form{BY_HAND}"
HOSTILE = f"it is built to exhaust its reader, or badly damaged{BY_HAND}"


@pytest.fixture(scope="module")
def form() -> bytes:
    return filled_form()


def changed(form: bytes, field: str, **entries: str) -> bytes:
    """The form with entries of one field written over, as no honest program would."""
    writer = PdfWriter(clone_from=BytesIO(form))
    for page in writer.pages:
        for widget in cast(ArrayObject, page["/Annots"]):
            found = cast(DictionaryObject, widget.get_object())
            if str(found["/T"]) == field:
                for key, value in entries.items():
                    is_name = value.startswith("/")
                    put = NameObject(value) if is_name else TextStringObject(value)
                    found[NameObject(f"/{key}")] = put
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_of(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with its table of places."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer <</Size %d /Root %d 0 R>>" % (len(objects) + 1, root)
    return body + head + table + trailer + b"\nstartxref\n%d\n%%%%EOF" % len(body)


def inflating(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<</Length %d /Filter /FlateDecode %b>>" % (len(packed), more)
    return head + b"\nstream\n" + packed + b"\nendstream"


def marks(content: bytes) -> tuple[str, ...]:
    received = read(content, "x.pdf")
    assert (None, content) == (received.said, received.original)
    return received.marks


def test_our_own_form_comes_back_as_it_was_filled_in(form: bytes) -> None:
    """Name, numbers, ground and asks of the filled form are what the document states."""
    received = read(form, "x.pdf")

    assert received.said == {
        "request": {
            "kind": "detainer",
            "form": "I-247A",
            "from": "us/ice",
            "asks": ["hold", "notify_release"],
            "basis": ["final-order"],
            "purpose": "civil-immigration",
        },
        "person": {"name": "Example Person C"},
    }
    assert received.numbers == (
        ("event", "EXA2400000001"),
        ("subject", "000000001"),
        ("file", "A000-000-001"),
    )
    assert ("form-pdf", form, "x.pdf", ()) == (
        received.how,
        received.original,
        received.name,
        received.marks,
    )


def test_what_a_form_states_is_a_case(form: bytes) -> None:
    """With the receiver's id, hour and agency it is a case that `facts` takes."""
    said = read(form, "x.pdf").said or {}
    case = case_from({"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us/x", **said})

    assert ("Example Person C", ("hold", "notify_release")) == (case.person.name, case.request.asks)


def test_accents_and_line_breaks_in_a_name_come_through() -> None:
    """A name keeps its letters; spaces and breaks around and inside become one space."""
    received = read(filled_form({"name": "  Éxample  Pérson Ñ "}), "x.pdf")

    assert {"name": "Éxample Pérson Ñ"} == (received.said or {})["person"]


def test_both_boxes_ticked_goes_to_a_person() -> None:
    """Boxes 1 and 2 exclude one another (I-247A, "complete box 1 or 2"): both are kept, marked."""
    received = read(filled_form(PERSON_C, BASIS_BOXES), "x.pdf")

    assert ("boxes 1 and 2 are both ticked; the form says to complete one",) == received.marks
    assert list(BASIS_BOXES.values()) == (received.said or {})["request"]["basis"]


def test_an_empty_form_states_no_name_and_no_ground() -> None:
    """Nothing is filled in for what the form leaves empty."""
    received = read(filled_form({}, ()), "x.pdf")

    request = (received.said or {})["request"]
    assert (["notify_release"], []) == (request["asks"], request["basis"])
    assert "person" not in (received.said or {})
    assert ((), 2) == (received.numbers, len(received.marks))


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(["name", "event_number"]), st.text("abc", min_size=1), max_size=2
    ),
    st.sets(st.sampled_from(BOXES)),
)
def test_what_is_said_grows_with_what_is_ticked(texts: dict[str, str], ticked: set[str]) -> None:
    """Each ground is stated if and only if its box is ticked, and each number if it is there."""
    form = Filled(texts, frozenset(ticked))
    said = said_by(form)

    assert {BASIS_BOXES[one] for one in ticked & BASIS_BOXES.keys()} == {*said["request"]["basis"]}
    assert ("maintain_custody" in ticked) == ("hold" in said["request"]["asks"])
    assert {"event": texts.get("event_number")} == {"event": dict(numbers_of(form)).get("event")}
    assert ("name" in texts) == ("it names nobody" not in marks_of(form))


def test_a_form_with_a_field_too_many_or_too_few_is_typed_in() -> None:
    """A form is read by the table or not at all."""
    assert (f"its field 'aliases' is not in the table of form I-247A{BY_HAND}",) == marks(
        filled_form(more=["aliases"])
    )
    assert (f"it lacks the field file_number of form I-247A{BY_HAND}",) == marks(
        filled_form(without=["file_number"])
    )


def test_a_box_that_shows_another_state_than_it_holds_is_typed_in(form: bytes) -> None:
    """What a person sees and what a program reads must be the same tick."""
    assert (f"its check box maintain_custody shows another state than it holds{BY_HAND}",) == marks(
        changed(form, "maintain_custody", AS="/Off")
    )
    assert (f"its check box box1_statements holds a state that it does not have{BY_HAND}",) == (
        marks(changed(form, "box1_statements", V="/Yes"))
    )


def test_a_field_of_another_kind_or_with_hidden_characters_is_typed_in(form: bytes) -> None:
    """A text field where a box belongs, or characters that no screen shows, are not read."""
    assert (f"its field maintain_custody is not a check box{BY_HAND}",) == marks(
        changed(form, "maintain_custody", FT="/Tx")
    )
    assert (f"its field name has characters that cannot be printed{BY_HAND}",) == marks(
        changed(form, "name", V="Example\u202ePerson")
    )


def test_a_flattened_or_scanned_form_is_typed_in(form: bytes) -> None:
    """Without form fields nothing is read off the page."""
    flat = PdfWriter(clone_from=BytesIO(form))
    del flat.root_object["/AcroForm"]
    blank = PdfWriter()
    blank.add_blank_page(100, 100)

    expected = (f"it has no form fields (a flattened or scanned form){BY_HAND}",)
    assert (expected, expected) == (marks(written(flat)), marks(written(blank)))


def test_an_encrypted_form_is_typed_in(form: bytes) -> None:
    """Encryption is not undone, even where no password is asked."""
    writer = PdfWriter(clone_from=BytesIO(form))
    writer.encrypt("", "owner", algorithm="AES-256")

    assert (f"it is encrypted{BY_HAND}",) == marks(written(writer))


def test_an_xfa_form_is_typed_in(form: bytes) -> None:
    """A form of the other kind may show other values than its fields hold."""
    writer = PdfWriter(clone_from=BytesIO(form))
    acro_form = cast(DictionaryObject, writer.root_object["/AcroForm"])
    acro_form[NameObject("/XFA")] = TextStringObject("x")

    assert (f"it is an XFA form, which may show other values than it holds{BY_HAND}",) == marks(
        written(writer)
    )


def test_a_long_document_is_typed_in() -> None:
    """No form has thirty-one pages."""
    writer = PdfWriter()
    for _ in range(31):
        writer.add_blank_page(100, 100)

    assert (f"it has more than 30 pages{BY_HAND}",) == marks(written(writer))


def test_a_page_that_inflates_without_end_is_marked() -> None:
    """A page of 400 MB in 400 KB is kept and marked, and whoever prints it is warned."""
    page = b"<</Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 9 9]>>"
    bomb = pdf_of(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        page,
        inflating(b" " * 400_000_000),
    )

    assert (TOO_LARGE,) == marks(bomb)


def test_an_object_stream_that_inflates_without_end_is_marked() -> None:
    """The part that every reader must inflate to find the form is bounded as well."""
    stream = inflating(b"1 0 " + b" " * 400_000_000, b"/Type /ObjStm /N 1 /First 4")
    table = b"".join(bytes([kind, 0, place, 0]) for kind, place in ((0, 0), (2, 2), (1, 9)))
    body = b"%PDF-1.7\n2 0 obj\n" + stream + b"\nendobj\n"
    head = b"/Type /XRef /W [1 2 1] /Size 3 /Root 1 0 R"
    bomb = (
        body
        + b"3 0 obj\n"
        + inflating(table, head)
        + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(body)
    )

    assert (TOO_LARGE,) == marks(bomb)


def test_a_deeply_nested_document_is_marked() -> None:
    """A hundred thousand lists inside each other end in a mark, not in a crash of the desk."""
    deep = b"[" * 100_000 + b"]" * 100_000
    bomb = pdf_of(b"<</Type /Catalog /Pages 2 0 R /AcroForm 3 0 R>>", b"<</Type /Pages>>", deep)

    what = "it is built to exhaust its reader: nested or inflated beyond reason"
    assert (what + BY_HAND,) == marks(bomb)


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-" + b"\0" * 5_000])
def test_a_damaged_document_is_marked(content: bytes) -> None:
    """What only begins like a PDF is kept and marked."""
    assert (DAMAGED,) == marks(content)


def test_a_cut_off_form_never_says_anything_else(form: bytes) -> None:
    """Half a form is either the whole form or nothing, never other facts."""
    whole = read(form, "x.pdf").said

    for size in range(0, len(form), len(form) // 12):
        cut = read(b"%PDF-1.7\n" + form[9 : max(size, 9)], "x.pdf")
        assert cut.said in (None, whole)


def test_a_reader_that_takes_too_long_is_stopped(
    form: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock is bounded from outside the process that reads."""
    monkeypatch.setattr(form_pdf, "LONGEST_SECONDS", 0.01)
    start = monotonic()

    assert (f"reading it takes more than 0.01 seconds{BY_HAND}",) == marks(form)
    assert monotonic() - start < 5


def test_a_reader_that_dies_leaves_a_mark(form: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the process that reads is killed, the document is still received."""
    monkeypatch.setattr("sys.executable", "/bin/false")

    assert (HOSTILE,) == marks(form)


def test_what_is_no_pdf_or_too_large_is_refused() -> None:
    """The document is named, and what was expected."""
    with pytest.raises(InputError) as other:
        read(b"PK\x03\x04", "x.pdf")
    with pytest.raises(InputError) as large:
        read(b"%PDF-" + b"\0" * form_pdf.LARGEST, "y.pdf")

    assert (
        "x.pdf: this is not a PDF; expected a document that begins with %PDF-",
        "y.pdf: the document is too large; expected a form of at most 10 MiB",
    ) == (str(other.value), str(large.value))


def test_the_child_answers_in_process_too(form: bytes) -> None:
    """The process answers with every field of the form, and with a problem for anything else."""
    assert set(PdfReader(BytesIO(form)).get_fields() or ()) == set(
        form_child.answer(form)["fields"]
    )
    assert {"problem": "it is damaged"} == form_child.answer(b"")


def test_the_face_of_the_example_says_that_it_is_made_up(form: bytes) -> None:
    """Nobody can take the example for a federal form."""
    assert "MADE-UP EXAMPLE" in PdfReader(BytesIO(form)).pages[0].extract_text()
