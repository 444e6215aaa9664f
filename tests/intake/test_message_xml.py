"""A detainer request in XML: read when it is valid by our schema, refused with line and element."""

from pathlib import Path
from time import monotonic

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError
from comity.facts import case_from
from comity.intake.message_xml import detainer_message as read
from comity.intake.xml_tree import LARGEST, SCHEMAS
from tests.intake.received import MESSAGE, NUMBERS, SAID

# Declared in niem-core.xsd, justice.xsd and immigration.xsd of the release of 29 April 2025
# (github.com/niemopen/niem-model, tag 6.0-ps02).
NIEM_NAMES = {
    "nc.xsd": "ActivityDate ActivityIdentification CaseDocketID Date DateTime EntityPerson "
    "IdentificationID LocationPart LocationRoomText OrganizationIdentification "
    "OrganizationLocation OrganizationName PersonBirthDate PersonFullName PersonName "
    "ScheduleDate ScheduleDayStartTime",
    "j.xsd": "CourtEvent CourtEventAugmentationPoint CourtEventCase CourtEventCourt "
    "CourtEventSchedule CourtEventSequenceID CourtName DetainerNotificationRequest "
    "HearingCancellationIndicator HearingContinuanceDate NotificationRequestAugmentationPoint "
    "NotificationRequestAuthorityText Subject SubjectIdentification",
    "im.xsd": "AlienNumberIdentification",
}

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<d>&d;</d>"""
OUTSIDE = b"""<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><d>&a;</d>"""
NO_DTD = "the message has a document type declaration; expected XML without a DTD and entities"
XSI = b'<j:Subject xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:'


def with_text(old: str, new: str) -> bytes:
    assert old.encode() in MESSAGE
    return MESSAGE.replace(old.encode(), new.encode(), 1)


def refused(content: bytes | Path) -> str:
    with pytest.raises(InputError) as caught:
        read(content, "x.xml")
    return str(caught.value)


def test_a_valid_message_states_its_request() -> None:
    """Every element that a case has a fact for is stated, and the requester's numbers."""
    received = read(MESSAGE, "x.xml")

    assert (SAID, NUMBERS, ()) == (received.said, received.numbers, received.marks)
    assert ("xml", MESSAGE, "x.xml", None) == (
        received.how,
        received.original,
        received.name,
        received.sender,
    )


def test_what_a_message_states_is_a_case() -> None:
    """With the receiver's id, hour and agency it is a case that `facts` takes."""
    said = read(MESSAGE, "x.xml").said or {}
    case = case_from({"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us/x", **said})

    assert ("Example Person C", "us/ice") == (case.person.name, case.request.from_)


def test_a_message_without_a_warrant_leaves_the_papers_unknown() -> None:
    """That no warrant is in the message does not say that none was shown."""
    start, end = b"<d:AdministrativeWarrant>", b"</d:AdministrativeWarrant>"
    head, _, rest = MESSAGE.partition(start)
    said = read(head + rest.partition(end)[2], "x.xml").said or {}

    assert "instruments" not in said["request"]


def test_a_request_for_notice_alone_asks_no_hold() -> None:
    """An indicator that is false asks nothing."""
    said = read(
        with_text("<d:HoldRequestedIndicator>true", "<d:HoldRequestedIndicator>0"), "x"
    ).said

    assert ["notify_release"] == (said or {})["request"]["asks"]


def test_a_longer_hold_and_contrary_grounds_go_to_a_person() -> None:
    """More than 48 hours (8 CFR 287.7(d)), and grounds of both boxes, are marked."""
    basis = "<d:ProbableCauseBasisCode>final-order</d:ProbableCauseBasisCode>"
    both = basis + basis.replace("final-order", "dhs-transferred")
    longer = read(with_text("Quantity>48", "Quantity>72"), "x.xml")
    contrary = read(with_text(basis, both), "x.xml")

    assert ("it asks for a hold of 72 hours, more than 48",) == longer.marks
    assert ("it states grounds of box 1 and of box 2, which exclude each other",) == contrary.marks


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (LAUGHS, f"x.xml:2: {NO_DTD}"),
        (OUTSIDE, f"x.xml:1: {NO_DTD}"),
        (
            with_text("urn:comity:detainer:1", "urn:comity:detainer:2"),
            "x.xml:2: the message begins with DetainerRequestMessage in namespace "
            "'urn:comity:detainer:2'; expected DetainerRequestMessage in namespace "
            "'urn:comity:detainer:1'",
        ),
        (
            with_text("Indicator>true", "Indicator>maybe"),
            "x.xml:16: HoldRequestedIndicator: 'maybe' is not a boolean value; "
            "expected a message that is valid by detainer.xsd",
        ),
        (
            with_text("Code>I-205", "Code>I-999"),
            "x.xml:20: WarrantFormCode: value must be one of ['I-200', 'I-205']; "
            "expected a message that is valid by detainer.xsd",
        ),
        (
            MESSAGE.replace(b"<j:Subject>", XSI + b'type="d:X">'),
            "x.xml:25: Subject has an attribute type; expected the type that the schema gives it",
        ),
        (
            MESSAGE.replace(b"<j:Subject>", XSI + b'nil="true">'),
            "x.xml:25: Subject has an attribute nil; expected the type that the schema gives it",
        ),
        (
            with_text("<j:Subject>", "<j:Other>"),
            "x.xml:30:5: this is not XML (mismatched tag); expected well-formed XML",
        ),
        (b"", "x.xml:1:1: this is not XML (no element found); expected well-formed XML"),
        (
            b"<a>" * 31,
            "x.xml:1: the message has nested too deeply; "
            "expected at most 30 levels and 100000 elements",
        ),
        (
            b"<a>" + b"<b/>" * 100_001,
            "x.xml:1: the message has too many elements; "
            "expected at most 30 levels and 100000 elements",
        ),
        (
            with_text("UTF-8", "UTF-7"),
            "x.xml:1: this is not XML in an encoding that is read here; expected UTF-8",
        ),
        (b"<d>\0</d>", "x.xml:1:4: this is not XML (not well-formed (invalid token)); "
         "expected well-formed XML"),
    ],
)  # fmt: skip
def test_a_bad_message_is_refused_with_its_place(content: bytes, message: str) -> None:
    """The message names line and element, and what was expected."""
    assert message == refused(content)


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    """A large file is refused by its size, at once and without being read whole."""
    path = tmp_path / "x.xml"
    with path.open("wb") as file:
        file.write(LAUGHS)
        file.truncate(100 * 2**20)
    start = monotonic()

    assert "x.xml: the message is too large; expected at most 5 MiB" == refused(path)
    assert "x.xml: the message is too large; expected at most 5 MiB" == refused(
        b" " * (LARGEST + 1)
    )
    assert monotonic() - start < 1


def test_a_message_is_read_from_its_file(tmp_path: Path) -> None:
    """From a file comes the same as from its bytes; a missing file is named."""
    path = tmp_path / "x.xml"
    path.write_bytes(MESSAGE)

    assert read(MESSAGE, "x.xml") == read(path, "x.xml")
    assert refused(tmp_path / "none.xml").endswith("expected a file that can be read")


@given(st.integers(0, len(MESSAGE) - 1), st.binary(min_size=1, max_size=3))
def test_any_change_of_bytes_is_read_or_refused(at: int, put: bytes) -> None:
    """Whatever is written over a message, nothing but a request or an InputError comes out."""
    try:
        assert read(MESSAGE[:at] + put + MESSAGE[at + len(put) :], "x.xml").said
    except InputError as error:
        assert str(error).isprintable()


@pytest.mark.parametrize("schema", ["detainer.xsd", "court_event.xsd"])
def test_our_schemas_are_schemas(schema: str) -> None:
    """An independent reading of each schema finds nothing against XML Schema's own rules."""
    assert [] == xmlschema.XMLSchema(SCHEMAS / schema, validation="lax").all_errors


@pytest.mark.parametrize(("schema", "names"), NIEM_NAMES.items())
def test_the_subset_invents_no_name(schema: str, names: str) -> None:
    """Every element of the subset is one of NIEM 6.0, by the names of its own schema files."""
    elements = xmlschema.XMLSchema(SCHEMAS / schema).elements.values()

    assert set(names.split()) == {one.local_name for one in elements if one.local_name}
