"""A new request: a file, or what was said; on record at once and once."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.cli.demonstration import examples
from comity.desk.actions import facts, receive
from comity.desk.models import Request
from examples.make_form import PERSON_C, filled_form
from tests.desk.pages.sign_in import signed_in
from tests.desk.pages.typed import filled
from tests.desk.people import account

pytestmark = pytest.mark.django_db

CASE_A = (examples() / "case-a.json").read_bytes()


def paper(content: bytes = CASE_A, name: str = "case-a.json") -> SimpleUploadedFile:
    """A file as a browser hands it in."""
    return SimpleUploadedFile(name, content)


def test_a_file_is_on_record_as_soon_as_it_is_sent(clerk, ice):
    """The request, its paper and its decision are there before anybody confirms anything."""
    client = signed_in(clerk.by)
    typed = filled(client, "/requests/new/") | {"requester": "us/ice", "paper": paper()}

    sent = client.post("/requests/new/", typed)

    made = Request.objects.get()
    assert f"/requests/{made.pk}/" == sent["Location"][: len(f"/requests/{made.pk}/")]
    assert ("json", "us/ice") == (made.how, made.requester)
    assert CASE_A == client.get(f"/requests/{made.pk}/documents/{made.documents.get().pk}/").content


def test_what_a_program_read_waits_for_a_look_at_the_paper(clerk, ice):
    """The page asks to confirm, and a save on the facts page is the confirmation."""
    client = signed_in(clerk.by)
    typed = filled(client, "/requests/new/") | {"requester": "us/ice", "paper": paper()}
    client.post("/requests/new/", typed)
    made = Request.objects.get()
    asks = "Please compare what it read with the paper"
    assert asks in client.get(f"/requests/{made.pk}/").content.decode()

    client.post(f"/requests/{made.pk}/facts/", filled(client, f"/requests/{made.pk}/facts/"))

    assert asks not in client.get(f"/requests/{made.pk}/").content.decode()
    assert 2 == facts.known(made)[0]


def test_a_form_sent_twice_makes_one_request(clerk, ice):
    """A double click and the back button are harmless."""
    client = signed_in(clerk.by)
    typed = filled(client, "/requests/new/") | {"requester": "us/ice"}

    for _twice in range(2):
        client.post("/requests/new/", typed | {"paper": paper()})

    assert 1 == Request.objects.count()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"MZ", "form.exe", "A file of this kind is not taken"),
        (b"hello", "form.pdf", "Inside, this file is not what its name says"),
        (b"hello", "scan.png", "Inside, this file is not what its name says"),
        (b"", "case.json", "This file is empty"),
    ],
)
def test_a_file_of_another_kind_is_refused_where_another_can_be_chosen(
    clerk, ice, content, name, says
):
    """The form says what is wrong, and nothing is on record."""
    client = signed_in(clerk.by)
    typed = filled(client, "/requests/new/") | {"requester": "us/ice"}

    page = client.post("/requests/new/", typed | {"paper": paper(content, name)})

    assert 200 == page.status_code
    assert says in page.content.decode()
    assert 0 == Request.objects.count()


def test_a_scan_is_kept_and_typed_in_by_hand(clerk, ice):
    """What no program reads is on record with a mark, and its facts are entered by a person."""
    client = signed_in(clerk.by)
    scan = paper(b"\x89PNG\r\n\x1a\n....", "scan.png")
    typed = filled(client, "/requests/new/") | {"requester": "us/ice", "paper": scan}

    sent = client.post("/requests/new/", typed)

    made = Request.objects.get()
    assert f"/requests/{made.pk}/facts/" == sent["Location"]
    assert ["it is a picture: type it in by hand"] == receive.marks(made)


def test_damage_inside_is_no_reason_to_refuse(clerk, ice):
    """A broken document is received, with the reason for a person."""
    client = signed_in(clerk.by)
    typed = filled(client, "/requests/new/") | {
        "requester": "us/ice",
        "paper": paper(b"{", "a.json"),
    }

    client.post("/requests/new/", typed)

    assert 1 == len(receive.marks(Request.objects.get()))


def test_a_requester_does_not_state_a_lawyers_finding(clerk, ice):
    """What only a lawyer determines is not taken over from a document, and is marked."""
    said = json.loads(CASE_A)
    said["person"]["convictions"] = [{"code": "NJ 2C", "section": "11-3", "qualifies": True}]
    client = signed_in(clerk.by)
    typed = filled(client, "/requests/new/") | {"requester": "us/ice"}

    client.post("/requests/new/", typed | {"paper": paper(json.dumps(said).encode())})

    made = Request.objects.get()
    assert [{"code": "NJ 2C", "section": "11-3"}] == facts.known(made)[1]["person"]["convictions"]
    assert any("only a lawyer" in mark for mark in receive.marks(made))


def test_a_call_is_typed_in(clerk, ice):
    """What was said by telephone is a request like any other, with its numbers and words."""
    client = signed_in(clerk.by)
    typed = filled(client, "/requests/new/typed/") | {
        "requester": "us/ice",
        "how": "telephone",
        "kind": "notification",
        "asks": ["notify_release"],
        "purpose": "civil-immigration",
        "name": "Example Person A",
        "event": "EX-7",
        "note": "a made-up call",
    }

    for _twice in range(2):
        client.post("/requests/new/typed/", typed)

    made = Request.objects.get()
    data = facts.known(made)[1]
    assert ("telephone", "notification") == (made.how, made.kind)
    assert ["notify_release"] == data["request"]["asks"]
    assert "Example Person A" == data["person"]["name"]


def test_case_a_takes_few_interactions(clerk, ice):
    """From a filled form to the answer without a script: 7 clicks and choices, of 12 at most."""
    client, touched = signed_in(clerk.by), 1  # the link to the page of a new request
    texts = {**PERSON_C, "name": "Example Person A"}
    paper_form = SimpleUploadedFile("form.pdf", filled_form(texts))
    typed = filled(client, "/requests/new/") | {"requester": "us/ice", "paper": paper_form}
    touched += 2
    sent = client.post("/requests/new/", typed)
    touched += 1

    facts_page = filled(client, sent["Location"])
    chosen = {"person.convictions-state": "none", "person.watchlist_match": "false"}
    saved = client.post(sent["Location"], facts_page | chosen)
    touched += len(chosen) + 1

    answered = client.get(saved["Location"]).content.decode()
    assert 2 <= answered.count('class="outcome outcome--must-not"')
    assert 7 == touched


@pytest.mark.parametrize("role", ["inspector", "administrator"])
def test_who_does_not_handle_requests_makes_none(db, role):
    """An inspector reads and an administrator keeps accounts; neither receives."""
    client = signed_in(account(role))

    assert [403, 403] == [client.get(f"/requests/new/{one}").status_code for one in ("", "typed/")]


def test_every_field_has_a_label(clerk, ice):
    """No field is named by a placeholder; each label names its field."""
    client = signed_in(clerk.by)
    for address in ("/requests/new/", "/requests/new/typed/"):
        page = client.get(address).content.decode()
        main = page.partition("<main")[2]
        named = set(re.findall(r'<label[^>]*for="([^"]+)"', main))
        fields = re.findall(
            r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*id="([^"]+)"', main
        )

        assert "placeholder" not in main
        assert [] == [one for one in fields if one not in named]
