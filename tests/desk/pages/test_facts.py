"""Entering facts: what the law needs first, a preview without traces, and two people at once."""

import json
from typing import Any

import pytest
from attrs import evolve
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.desk.actions import determine, facts, receive
from comity.desk.models import Decision, Facts, Request
from tests.desk.pages.sign_in import signed_in
from tests.desk.pages.typed import filled
from tests.desk.people import NYPD, account, received, requested

pytestmark = pytest.mark.django_db

FOREIGN = {"code": "NJ 2C", "section": "11-3", "grade": "felony", "judgment": "2016-01-05"}


@pytest.fixture
def bare(clerk, ice) -> Request:
    """A detainer of which only the form's own words are known."""
    asked = {
        "kind": "detainer",
        "form": "I-247A",
        "asks": ["hold", "notify_release"],
        "purpose": "civil-immigration",
    }
    parts = {"request": asked, "person": {"name": "Example Person A"}}
    came = evolve(received(), said=parts, original=b"made up")
    return receive.receive(came, clerk, agency=NYPD, requester="us/ice")


def latest(request: Request) -> dict[str, Any]:
    """What is known now."""
    return facts.known(request)[1]


def test_what_settles_most_is_asked_for_first(clerk, bare):
    """The facts that the acts asked for need stand on top, before everything else."""
    page = signed_in(clerk.by).get(f"/requests/{bare.pk}/facts/").content.decode()
    top = page.partition("Everything else")[0]

    for path in ("person.convictions", "person.watchlist_match", "request.instruments"):
        assert f'id="fact-{path}"' in top
    assert 'id="fact-court.place"' not in top


def test_a_preview_decides_and_stores_nothing(clerk, bare):
    """The answer comes beside the form while one types; the record stays as it was."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{bare.pk}/facts/")
    typed |= {"person.convictions-state": "none", "person.watchlist_match": "false"}
    before = (Facts.objects.count(), Decision.objects.count())

    answer = client.post(f"/requests/{bare.pk}/facts/preview/", typed, HTTP_HX_REQUEST="true")

    assert "outcome--must-not" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert before == (Facts.objects.count(), Decision.objects.count())


def test_without_a_script_the_preview_keeps_what_was_typed(clerk, bare):
    """A button gives the whole page again, with the answer and every word."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{bare.pk}/facts/") | {"document": "a made-up search"}
    typed |= {"person.convictions-state": "none", "person.watchlist_match": "false"}

    page = client.post(f"/requests/{bare.pk}/facts/preview/", typed).content.decode()

    assert "outcome--must-not" in page
    assert 'value="a made-up search"' in page


def test_what_is_saved_is_a_new_version_with_its_source(clerk, bare):
    """None found is not unknown; and who entered it from which paper is kept with the fact."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{bare.pk}/facts/") | {"document": "a made-up search"}
    typed |= {"person.convictions-state": "none", "person.watchlist_match": "false"}

    saved = client.post(f"/requests/{bare.pk}/facts/", typed)

    assert 302 == saved.status_code
    data = latest(bare)
    assert [] == data["person"]["convictions"]
    assert data["person"]["watchlist_match"] is False
    source = next(one for one in data["sources"] if one["path"] == "person.convictions")
    assert ("a made-up search", "example-clerk") == (source["document"], source["by"])


def test_nothing_that_was_not_touched_is_changed(clerk, ice):
    """A form that is saved as it came gives back every fact of case A, to the second."""
    made = receive.receive(received(), clerk, agency=NYPD, requester="us/ice")
    before = latest(made)
    client = signed_in(clerk.by)

    client.post(f"/requests/{made.pk}/facts/", filled(client, f"/requests/{made.pk}/facts/"))

    after = latest(made)
    assert 2 == facts.known(made)[0]
    assert ["request"] == [one["path"] for one in after.pop("sources")]
    assert {**before, "at": ""} == {**after, "at": ""}


def test_a_form_posted_twice_is_saved_once(clerk, bare):
    """A double click makes one version."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{bare.pk}/facts/") | {"person.watchlist_match": "false"}

    answers = [client.post(f"/requests/{bare.pk}/facts/", typed).status_code for _n in range(2)]

    assert [302, 302] == answers
    assert 2 == facts.known(bare)[0]


def test_a_correction_needs_its_reason(clerk, ice):
    """What was known is not changed without a word why, and what was typed stays."""
    made = receive.receive(received(), clerk, agency=NYPD, requester="us/ice")
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{made.pk}/facts/") | {"person.watchlist_match": "true"}

    refused = client.post(f"/requests/{made.pk}/facts/", typed)
    saved = client.post(f"/requests/{made.pk}/facts/", typed | {"reason": "a made-up reason"})

    assert "Something that was known is changed. Why?" in refused.content.decode()
    assert 302 == saved.status_code
    assert latest(made)["person"]["watchlist_match"] is True


def test_two_people_at_once_lose_nothing(clerk, bare):
    """Whoever comes second sees both, keeps what was typed, and the rest of the first stays."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{bare.pk}/facts/") | {"person.watchlist_match": "true"}
    first = ["person.watchlist_match=false", "person.consents=false"]
    facts.enter(bare, first, clerk, based_on=1, reason="a made-up reason")

    stale = client.post(f"/requests/{bare.pk}/facts/", typed)

    page = stale.content.decode()
    assert "Somebody else changed these facts meanwhile" in page
    assert 2 == facts.known(bare)[0]
    again = filled(client, page=page) | {"reason": "a made-up reason"}
    assert 302 == client.post(f"/requests/{bare.pk}/facts/", again).status_code
    person = latest(bare)["person"]
    assert (True, False) == (person["watchlist_match"], person["consents"])


def test_entries_are_added_and_left_out_without_a_script(clerk, bare):
    """A button of the form adds an entry, a box leaves one out."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{bare.pk}/facts/") | {"add": "person.charges"}
    page = client.post(f"/requests/{bare.pk}/facts/preview/", typed).content.decode()
    with_row = filled(client, page=page)
    assert "person.charges-0-section" in with_row

    with_row |= {"person.charges-0-code": "NY PL", "person.charges-0-section": "130.52"}
    client.post(f"/requests/{bare.pk}/facts/", with_row)

    assert [{"code": "NY PL", "section": "130.52"}] == latest(bare)["person"]["charges"]
    out = filled(client, f"/requests/{bare.pk}/facts/") | {"person.charges-0-leave_out": "on"}
    client.post(f"/requests/{bare.pk}/facts/", out | {"reason": "a made-up reason"})
    assert [] == latest(bare)["person"]["charges"]


def test_a_court_record_fills_in_charges_and_stores_nothing(clerk, bare):
    """A record as JSON is looked at first; saving it is the clerk's."""
    client = signed_in(clerk.by)
    record = {"charges": [{"code": "NY PL", "section": "130.52", "grade": "misdemeanor"}]}
    paper = SimpleUploadedFile("record.json", json.dumps(record).encode())

    page = client.post(f"/requests/{bare.pk}/facts/record/", {"record": paper}).content.decode()

    assert 1 == facts.known(bare)[0]
    client.post(f"/requests/{bare.pk}/facts/", filled(client, page=page))
    data = latest(bare)
    assert record["charges"] == data["person"]["charges"]
    assert "record.json" in [one.get("document") for one in data["sources"]]


def test_a_record_that_cannot_be_used_says_why(clerk, bare):
    """Damage is said with its place; the page stays and nothing is stored."""
    client = signed_in(clerk.by)
    paper = SimpleUploadedFile("record.json", b'{"charges": [')

    page = client.post(f"/requests/{bare.pk}/facts/record/", {"record": paper})

    assert 200 == page.status_code
    assert "record.json:1" in page.content.decode()


@pytest.fixture
def convicted(clerk, ice) -> Request:
    """A request about somebody with a conviction from elsewhere."""
    return requested(clerk, convictions=[FOREIGN])


def test_a_clerk_cannot_determine(clerk, convicted):
    """What only a lawyer finds is no field of the clerk's page, and ignored when posted there."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{convicted.pk}/facts/")
    assert not [name for name in typed if "qualifies" in name or "added_by_rule" in name]

    typed |= {"person.convictions-0-qualifies": "true", "person.watchlist_match": "true"}
    client.post(f"/requests/{convicted.pk}/facts/", typed | {"reason": "a made-up reason"})

    assert "qualifies" not in latest(convicted)["person"]["convictions"][0]
    for role in ("clerk", "supervisor"):
        who = clerk.by if role == "clerk" else account(role)
        assert 403 == signed_in(who).get(f"/requests/{convicted.pk}/determine/").status_code


def test_a_lawyer_determines_with_a_reason(lawyer, convicted):
    """The finding is a new version with its source and reason, and a clerk's edit keeps it."""
    client = signed_in(lawyer.by)
    address = f"/requests/{convicted.pk}/determine/"
    client.post(f"/requests/{convicted.pk}/reason/?next={address}", {"reason": "a review"})
    found = filled(client, address)
    answers = {"qualifies-0": "true", "document": "a made-up memorandum", "reason": "a reason"}

    saved = client.post(address, found | answers)

    assert 302 == saved.status_code
    assert latest(convicted)["person"]["convictions"][0]["qualifies"] is True
    typed = filled(client, f"/requests/{convicted.pk}/facts/")
    typed |= {"person.convictions-0-subdivision": "a", "reason": "a made-up reason"}
    client.post(f"/requests/{convicted.pk}/facts/", typed)
    assert latest(convicted)["person"]["convictions"][0]["qualifies"] is True


def test_a_finding_does_not_go_over_to_another_crime(clerk, lawyer, convicted):
    """Typed over with another section, the conviction is one that no lawyer has looked at yet."""
    found = [determine.Finding(0, "qualifies", True)]
    determine.determine(convicted, found, lawyer, based_on=1, document="made up", reason="made up")
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{convicted.pk}/facts/")
    typed |= {"person.convictions-0-section": "12-1", "reason": "a made-up reason"}

    client.post(f"/requests/{convicted.pk}/facts/", typed)

    assert [{**FOREIGN, "section": "12-1"}] == latest(convicted)["person"]["convictions"]


def test_a_fact_that_contradicts_is_said_beside_its_field(clerk, bare):
    """A release before the arrest is refused where it was typed, and nothing is stored."""
    client = signed_in(clerk.by)
    typed = filled(client, f"/requests/{bare.pk}/facts/")
    typed |= {"custody.arrested": "2026-05-30", "custody.released_otherwise_at": "2026-05-01T10:00"}

    page = client.post(f"/requests/{bare.pk}/facts/", typed)

    assert 200 == page.status_code
    assert "is before the arrest" in page.content.decode()
    assert 1 == facts.known(bare)[0]
