"""Warrant checks by command: the class first, then whether one may ask, then the answer."""

import pytest

from comity.desk.models import Contact
from tests.cli.desk import comity, named, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

CLERK = ("--as", "example-clerk")
FIELDS = ("RTY=WP", "OCA=EX1", "NIC=W000000001", "NAM=EXAMPLE PERSON A")
ACTS = ("verify_warrant", "share_information", "notify_court_date")


def administrative(request: str) -> str:
    args = ("--source", "Form I-205", "--issuer", "us/ice", *CLERK)
    return comity("warrant", "class", request, "administrative-immigration-warrant", *args).out


def judicial(request: str) -> str:
    """A county's warrant, asked about in the investigation of a crime (N.Y.C. § 23-1202)."""
    args = ("--source", "the record", "--issuer", "us-xx/county", *CLERK)
    more = ("--ground", "crime-investigation")
    return comity("warrant", "class", request, "judicial-criminal-warrant", *args, *more).out


def test_the_class_shows_what_asking_would_tell():
    """The custody and the court date, each with what the law says of telling it."""
    out = administrative(received())

    assert "never confirmed as a criminal warrant" in out
    assert "custody     that the person is in custody: must-not (share_information)" in out
    assert "court_date  when and where the person is due in court: must-not" in out


def test_the_immigration_agency_is_not_asked_where_the_law_forbids_it():
    """New York City in 2026: the inquiry is refused item by item, and no contact exists."""
    check = named("W", administrative(received()))
    run = comity("warrant", "ask", check, "R", *FIELDS, *CLERK)

    assert (2, False) == (run.code, Contact.objects.exists())
    assert "verify_warrant is must-not" in run.err


def test_the_county_is_asked_once_somebody_has_signed():
    """The answer is due in ten minutes, stands in the clocks, and ends them."""
    request = received()
    out = judicial(request)
    check, decision = named("W", out), named("D", out)
    unsigned = comity("warrant", "ask", check, "U", *FIELDS, *CLERK)
    comity("sign", decision, *ACTS, "--as", "example-supervisor", "--reason", "a crime")
    asked = comity("warrant", "ask", check, "U", *FIELDS, *CLERK)
    due = comity("clocks").out
    answered = comity("warrant", "answer", check, "confirmed", *CLERK)

    assert (2, 0) == (unsigned.code, asked.code)
    assert "request 1 to us-xx/county queued" in asked.out
    assert "nothing is confirmed" in due
    assert "The issuing agency confirms the warrant." in answered.out
    assert "nothing is confirmed" not in comity("clocks").out


def test_an_answer_to_no_question_is_refused():
    """Nobody was asked, so nobody has answered."""
    check = named("W", judicial(received()))

    assert 2 == comity("warrant", "answer", check, "confirmed", *CLERK).code
    assert 2 == comity("warrant", "answer", "W99", "confirmed", *CLERK).code


def test_an_alien_query_is_refused_where_the_law_forbids_what_it_tells():
    """The query itself tells of the custody, the charge and the birth."""
    fields = ("PUR=C", "ATN=DESK", "PHN=2125550100", "NAM=EXAMPLE PERSON A", "DOB=19800131",
              "SEX=M", "POB=XX", "CUS=Y", "OFF=0399")  # fmt: skip
    run = comity("warrant", "query", received(), *fields, *CLERK)

    assert (2, False) == (run.code, Contact.objects.exists())
    assert "share_information is must-not" in run.err


def test_a_field_without_a_value_is_named():
    """RTY alone says nothing."""
    check = named("W", judicial(received()))

    assert "'RTY' sets nothing" in comity("warrant", "ask", check, "U", "RTY", *CLERK).err


def test_a_control_agency_is_told_of_silence_alone():
    """Nobody was asked, so nobody is silent yet."""
    run = comity("warrant", "control-agency", named("W", judicial(received())), *CLERK)

    assert 2 == run.code
    assert "is not-asked" in run.err
