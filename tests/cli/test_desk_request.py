"""Requests by command: received whatever the way, answered, corrected, signed, ended, sealed."""

from email.message import EmailMessage

import pytest

from comity.desk import arrivals
from comity.desk.models import Account, Entry, Person, Request
from tests.cli.desk import CASE_A, FROM_ICE, NYPD, comity, named, received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

SAID = ("--say", "request.kind=information", "--say", "person.name=Example Person C")


def test_a_file_is_on_record_with_a_number_and_a_decision():
    """A detainer as JSON has its number and its decision at once."""
    run = comity("receive", CASE_A, *FROM_ICE)

    assert 0 == run.code
    assert ("us/ice", "json", NYPD) == Request.objects.values_list("requester", "how", "agency")[0]
    assert "decided by D" in run.out


def test_what_was_said_on_the_telephone_is_typed_in():
    """A call has its own way in, its own words as the original, and the requester's number."""
    run = comity("receive", "--telephone", *SAID, "--note", "made-up", "--number", "event=E1",
                 *FROM_ICE)  # fmt: skip

    assert 0 == run.code
    assert ["telephone"] == [*Request.objects.values_list("how", flat=True)]


def test_a_filled_form_is_read(tmp_path):
    """The federal form as a PDF goes the same way."""
    from examples.make_form import filled_form

    form = tmp_path / "form.pdf"
    form.write_bytes(filled_form())
    run = comity("receive", form, *FROM_ICE)

    assert 0 == run.code
    assert ("form-pdf", "detainer") == Request.objects.values_list("how", "kind")[0]


def test_a_document_that_nobody_can_read_is_on_record_all_the_same(tmp_path):
    """What cannot be read waits for a person, with the reason."""
    scan = tmp_path / "scan.tiff"
    scan.write_bytes(b"II*\0")
    run = comity("receive", scan, *FROM_ICE)

    assert "to-enter" in run.out
    assert "type it in by hand" in run.out


def test_a_file_that_is_too_large_is_on_record_and_stays_where_it_is(tmp_path, monkeypatch):
    """Its bytes are not taken into the database; the mark says so."""
    monkeypatch.setattr(arrivals, "LARGEST", 10)
    large = tmp_path / "large.xml"
    large.write_bytes(b"x" * 11)
    run = comity("receive", large, *FROM_ICE)

    assert "is larger than" in run.out
    assert 1 == Request.objects.count()


def test_a_table_is_taken_whole_or_not_at_all(tmp_path):
    """A bad second row leaves the first one out too, and names its line."""
    table = tmp_path / "requests.csv"
    table.write_text("request.kind,person.name\ndetainer,Example Person A\ndetainer,=cmd()\n")
    run = comity("receive", table, *FROM_ICE)

    assert (2, False) == (run.code, Request.objects.exists())
    assert "requests.csv:3" in run.err


def test_a_mail_with_a_forged_sender_is_kept_and_proves_nothing(tmp_path):
    """A name in From is no proof: the requester is unknown, and the mark says why."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "officer@ice.example", "desk@police.example"
    mail.set_content("Please hold Example Person A.")
    file = tmp_path / "one.eml"
    file.write_bytes(mail.as_bytes())
    run = comity("receive", file, "--agency", NYPD, "--as", "example-clerk")

    assert ["unknown"] == [*Request.objects.values_list("requester", flat=True)]
    assert "the sender is not proven" in run.out


def test_handed_in_again_under_its_key_it_is_the_same_request():
    """A client that had no answer may try again."""
    first, second = received("--key", "K1"), received("--key", "K1")

    assert (first, 1) == (second, Request.objects.count())


def test_the_same_paper_is_linked_and_not_counted_twice():
    """A second copy of a detainer is a request that names the first."""
    first = received()
    run = comity("receive", CASE_A, *FROM_ICE)

    assert f"the same as {first}" in run.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((CASE_A, "--agency", NYPD, "--as", "example-clerk"), "nobody says who asks"),
        ((CASE_A, "--agency", NYPD, "--from", "us/ice"), "--as"),
        ((CASE_A, "--from", "us/ice", "--as", "example-clerk"), "--agency"),
        ((CASE_A, *FROM_ICE[:4], "--as", "nobody"), "nobody has no account here"),
        ((CASE_A, *FROM_ICE[:4], "--as", "example-inspector"), "has the role inspector"),
        (("--telephone", "--in-person", *FROM_ICE), "telephone and in-person"),
        (FROM_ICE, "no file is named"),
        (("absent.json", *FROM_ICE), "there is no such file"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(args, says):
    """Nothing is on record after a refusal."""
    run = comity("receive", *args)

    assert (2, False) == (run.code, Request.objects.exists())
    assert says in run.err


def test_somebody_of_another_agency_does_not_act():
    """A clerk of the jail receives nothing for the police."""
    Account.objects.filter(username="example-clerk").update(agency="us-ny-nyc/doc")
    run = comity("receive", CASE_A, *FROM_ICE)

    assert 2 == run.code
    assert "works for us-ny-nyc/doc" in run.err


def test_a_correction_says_on_what_it_is_based_and_why():
    """Whoever saw an older version is told, and nothing of the newer one is lost."""
    request = received()
    values = (request, "person.watchlist_match=true", "--as", "example-clerk")
    blind = comity("facts", *values)
    based = comity("facts", *values, "--based-on", "1", "--reason", "the search was wrong")

    assert (2, 0) == (blind.code, based.code)
    assert "version 2 of the facts" in based.out


def test_an_answer_shows_everything_that_rests_on_a_request():
    """State, decision with its citations, and what is due."""
    run = comity("answer", received())

    assert "state    answered" in run.out
    assert "hold               must-not  [" in run.out
    assert "§ 10-178(d)]" in run.out


@pytest.mark.parametrize("text", ["R99", "X1", "", "R", "-1x"])
def test_a_number_that_is_none_is_named(text):
    """A wrong number ends with status 2."""
    assert 2 == comity("answer", text).code


def test_what_is_forbidden_is_signed_by_nobody():
    """A supervisor cannot sign a hold that the law forbids; a clerk signs nothing."""
    request = received()
    forbidden = comity("sign", request, "hold", "--as", "example-supervisor")
    clerk = comity("sign", request, "share_status", "--as", "example-clerk")
    signed = comity("sign", request, "share_status", "--as", "example-supervisor")

    assert (2, 2, 0) == (forbidden.code, clerk.code, signed.code)


def test_a_decision_is_sent_back_or_withdrawn_with_a_reason():
    """Both need a reason, which stands in the answer."""
    request = received()
    bare = comity("send-back", request, "--as", "example-supervisor")
    back = comity("send-back", request, "--as", "example-lawyer", "--reason", "look again")
    gone = comity("withdraw", request, "--as", "example-supervisor", "--reason", "made up")

    assert (2, 0, 0) == (bare.code, back.code, gone.code)
    assert "withdrawn" in comity("answer", request).out


def test_an_override_names_what_may_be_told_to_whom():
    """It is on record and shown."""
    request = received()
    args = ("override", request, "court_date", "--to", "us/ice", "--reason", "made up")
    run = comity(*args, "--as", "example-lawyer")

    assert 2 == comity(*args, "--as", "example-clerk").code
    assert 0 == run.code
    assert "us/ice may be told court_date" in comity("answer", request).out


def test_an_outcome_lies_in_the_past():
    """What is yet to come is no outcome."""
    request = received()
    args = ("outcome", request, "did-not-come", "--as", "example-clerk", "--at")

    assert 2 == comity(*args, "2999-01-01T00:00:00Z").code
    assert 2 == comity(*args, "2020-01-01T00:00:00").code
    assert 0 == comity(*args, "2020-01-01T00:00:00Z").code
    assert "outcome: did-not-come" in comity("answer", request).out


def test_after_sealing_nothing_is_read_and_the_record_verifies():
    """The decision's outcomes stay, its hours and reasons are gone, and no fault appears."""
    request = received()
    comity("sign", request, "share_status", "--as", "example-supervisor", "--reason", "because")
    person = named("P", comity("answer", request).out)
    run = comity("seal", person, "--as", "example-supervisor", "--ground", "court-order")
    after, verified = comity("answer", request), comity("entries", "verify")

    assert 0 == run.code
    assert "because" not in after.out
    assert 0 == verified.code, verified.err
    assert "sealed for good" in verified.out


@pytest.mark.parametrize("agency", ["us-ny-nyc/doc", ""])
def test_nobody_of_another_agency_seals(agency):
    """The key is destroyed by the agency that has the request, and by no account without one."""
    request = received()
    Account.objects.filter(username="example-supervisor").update(agency=agency)

    run = comity("seal", request, "--as", "example-supervisor", "--ground", "court-order")

    assert 2 == run.code
    assert f"example-supervisor works for {agency or 'no agency'}" in run.err


def test_an_account_without_an_agency_signs_nothing():
    """Nobody works for every agency, except the program itself."""
    request = received()
    Account.objects.filter(username="example-lawyer").update(agency="")

    run = comity("sign", request, "share_status", "--as", "example-lawyer")

    assert 2 == run.code
    assert "example-lawyer works for no agency" in run.err


def test_sealing_needs_a_second_look_and_somebody_who_may():
    """Neither a clerk nor a lawyer seals anybody, as on the pages; and nobody is sealed twice."""
    request = received()
    args = ("seal", request, "--ground", "court-order", "--as")

    refused = [comity(*args, f"example-{role}") for role in ("clerk", "lawyer")]
    assert [2, 2] == [run.code for run in refused]
    assert "a lawyer seals nobody" in refused[1].err
    assert 0 == comity(*args, "example-supervisor").code
    assert 2 == comity(*args, "example-supervisor").code
    assert 1 == Person.objects.count()


def test_the_commands_leave_an_entry_each():
    """What was done by command is in the chain like everything else."""
    first = received().removeprefix("R")
    kinds = [*Entry.objects.filter(number__gte=first).values_list("kind", flat=True)]

    assert ["request-received", "decision"] == kinds


def test_where_no_letter_is_owed_none_is_written():
    """New York City owes the person no notice of a detainer."""
    run = comity("letter", received(), "--as", "example-clerk")

    assert (0, True) == (run.code, "no letter is owed" in run.out)


def test_a_receipt_is_of_a_message_that_was_sent():
    """A contact that there is not is named."""
    assert 2 == comity("receipt", "C99", "delivered", "--as", "example-clerk").code
