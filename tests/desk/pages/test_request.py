"""A request's own page: facts, answer, proof, papers, contacts and timeline."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.desk.actions import contact, facts, receive, seal, sign
from comity.desk.models import Entry, Request
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, received

pytestmark = pytest.mark.django_db

NYPD = "us-ny-nyc/nypd"
MOST_BYTES = 120 * 1024


@pytest.fixture
def made(clerk, ice) -> Request:
    """Case A as it came in on the day, with all that it states."""
    return receive.receive(received(), clerk, agency=NYPD, requester="us/ice")


def page_of(hand, request: Request, rest: str = "") -> str:
    """The request's page as somebody sees it."""
    response = signed_in(hand.by).get(f"/requests/{request.pk}/{rest}")
    assert 200 == response.status_code, response
    return response.content.decode()


def text_of(html: str) -> str:
    """The words of a page, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_page_says_what_is_known_and_what_the_law_answers(clerk, made):
    """The answer to each act asked for stands with its citation, its doubts and the facts."""
    page = text_of(page_of(clerk, made))

    for expected in (
        "hold the person must not",
        "N.Y.C. Admin. Code § 14-154(b)(1)",
        "NY PL 130.52, misdemeanor",
        "none: it was looked for, and nothing was found",
        "For a person to decide",
    ):
        assert expected in page


def test_the_proof_opens_down_to_words_citation_facts_and_sources(clerk, made):
    """Each line of the proof is there without a script: provision, plain words, facts."""
    page = page_of(clerk, made)

    assert '<details class="proof">' in page
    assert "save for the time that the search needs" in text_of(page)
    assert "person.watchlist_match: false" in page


def test_what_would_change_the_answer_has_a_page(clerk, made):
    """The smallest changes of fact are told with the outcome that they would give."""
    page = text_of(page_of(clerk, made, "proof/hold/"))

    assert "may if: person.watchlist_match: false -" in page


def test_with_htmx_the_changes_come_alone(clerk, made):
    """The line that opens loads what would change the answer and nothing else."""
    page = signed_in(clerk.by).get(f"/requests/{made.pk}/proof/hold/", HTTP_HX_REQUEST="true")

    assert "<html" not in page.content.decode()


def test_a_law_that_has_changed_is_said_and_decided_again(clerk, made):
    """The decision of 2017 is not that of today: the page says so, and decides anew by a button."""
    before = made.status.decision_id
    client = signed_in(clerk.by)
    page = client.get(f"/requests/{made.pk}/").content.decode()
    assert "The law has changed since this decision" in page

    for _twice in range(2):
        client.post(f"/requests/{made.pk}/decide/", {"seen": before})

    made.refresh_from_db()
    assert before != made.status.decision_id
    assert 2 == made.decisions.count()


def test_an_inspector_sees_the_answer_and_nothing_that_is_sealed(clerk, made):
    """Outcomes and citations are open to inspection; names, facts and papers are not."""
    inspector = account("inspector")
    client = signed_in(inspector)
    client.post(f"/requests/{made.pk}/reason/?next=/requests/{made.pk}/", {"reason": "a review"})

    page = client.get(f"/requests/{made.pk}/").content.decode()

    assert "outcome--must-not" in page
    for sealed in ("130.52", "Example Person A", f"/requests/{made.pk}/documents/"):
        assert sealed not in page
    for closed in ("facts/", "proof/hold/", "sign/", "documents/1/"):
        assert 403 == client.get(f"/requests/{made.pk}/{closed}").status_code


def test_another_agency_finds_nothing_here(made):
    """Beyond the walls there is no such request, on none of its addresses."""
    other = signed_in(account("supervisor", "example-other", agency="us-ny-nyc/doc"))

    found = {
        other.get(f"/requests/{made.pk}/{rest}").status_code
        for rest in ("", "facts/", "sign/", "tell/", "outcome/", "proof/hold/", "documents/1/")
    }

    assert {404} == found


def test_a_paper_is_kept_as_a_file_and_its_reading_is_on_record(clerk, made):
    """A download is an attachment of no type, and every one leaves an entry."""
    client, paper = signed_in(clerk.by), made.documents.get()

    got = client.get(f"/requests/{made.pk}/documents/{paper.pk}/")
    client.get(f"/requests/{made.pk}/documents/{paper.pk}/")

    assert received().original == got.content
    assert f'attachment; filename="{made.number}-1.json"' == got["Content-Disposition"]
    assert "nosniff" == got["X-Content-Type-Options"]
    reads = [json.loads(bytes(one.body))["public"] for one in Entry.objects.filter(kind="read")]
    assert [1, 1] == [one["document"] for one in reads if "document" in one]


def test_a_sealed_person_leaves_the_public_part(clerk, supervisor, made):
    """Without the key the page still says what was decided, and nothing of the person."""
    seal.seal(made.person, supervisor, "court-order")

    page = page_of(clerk, made)

    assert "the key was destroyed" in page
    assert "130.52" not in page
    assert 404 == signed_in(clerk.by).get(f"/requests/{made.pk}/facts/").status_code


def test_a_duplicate_links_to_the_first(clerk, made):
    """The same paper again is closed at once, and each names the other."""
    again = receive.receive(received(), clerk, agency=NYPD, requester="us/ice", key="another")

    assert f'href="/requests/{made.pk}/"' in page_of(clerk, again)
    assert f'href="/requests/{again.pk}/"' in page_of(clerk, made)


def test_the_number_of_queries_does_not_grow(clerk, lawyer, made):
    """However much there is of contacts, versions and entries, the page asks as often."""
    client = signed_in(clerk.by)
    counts = []
    for start, end in ((1, 2), (2, 8)):
        for n in range(start, end):
            value = "true" if n % 2 else "false"
            assumed = [f"person.watchlist_match={value}"]
            decision = facts.enter(made, assumed, clerk, based_on=n, reason="a made-up reason")
            sign.sign(decision, lawyer, ["notify_court_date"], "a made-up reason")
            contact.tell(decision, "reply", contact.Content("R", "x"), clerk)
        client.get(f"/requests/{made.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/requests/{made.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_page_weighs_little(clerk, made):
    """The page with its styles and scripts takes less than 120 KB, packed."""
    page = page_of(clerk, made)
    files = re.findall(r'(?:href|src)="/?static/([^"]+\.(?:css|js))"', page)
    packed = len(gzip.compress(page.encode()))
    paths = [Path(str(finders.find(one))) for one in files]
    packed += sum(len(gzip.compress(path.read_bytes())) for path in paths)

    assert MOST_BYTES > packed
