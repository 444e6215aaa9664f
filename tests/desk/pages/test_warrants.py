"""The pages of warrant checks and of the immigration alien query."""

from datetime import timedelta

import pytest

from comity.desk.actions import receive, sign, warrant
from comity.desk.hand import Hand
from comity.desk.models import (
    Contact,
    Decision,
    Signature,
    WarrantAnswer,
    WarrantCheck,
    WarrantInquiry,
)
from tests.desk.conftest import NOW
from tests.desk.pages.queries import queries
from tests.desk.pages.sign_in import signed_in
from tests.desk.people import account, received

pytestmark = pytest.mark.django_db

NYPD = "us-ny-nyc/nypd"
JUDGE = "judicial-criminal-warrant"
OFFICER = "administrative-immigration-warrant"
NEEDED = ["verify_warrant", "share_information", "notify_court_date"]


@pytest.fixture(autouse=True)
def that_day(monkeypatch):
    """The pages are opened on the day of the records, under the law of that day."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def asked(clerk, ice, county):
    """A request of the immigration agency, with a county agency on record beside it."""
    return receive.receive(received(), clerk, agency=NYPD, requester="us/ice")


@pytest.fixture
def check(asked, clerk):
    """A judge's warrant that the county entered, and that nobody has asked about."""
    return warrant.classify(asked, JUDGE, "document: page 1", "us-xx/county", clerk, record="X1")


@pytest.fixture
def signed(check, lawyer):
    """The same, with the question signed by a lawyer."""
    sign.sign(check.decision, lawyer, NEEDED, "a made-up reason")
    return check


def classed(number: int, **more: object) -> dict[str, object]:
    return {
        "record_class": JUDGE,
        "learnt_from": "document",
        "source": "the order, page 1",
        "issuer": "us-xx/county",
        "record": "X1",
        "since": number,
    } | more


def question(**more: object) -> dict[str, object]:
    return {"priority": "U", "rty": "WP", "nic": "X1", "oca": "R1", "number": 1} | more


def test_the_class_comes_first_and_has_no_default(asked, clerk):
    """Nothing is chosen beforehand, and each class says who signed the paper."""
    page = signed_in(clerk.by).get(f"/requests/{asked.pk}/warrants/new/").content.decode()

    assert "checked" not in page
    assert "and no judge (forms I-200, I-205)" in page


def test_a_check_leads_to_its_own_page(asked, clerk):
    """Once the record is classified, its page shows what asking would tell; nothing was sent."""
    client = signed_in(clerk.by)

    made = client.post(f"/requests/{asked.pk}/warrants/new/", classed(asked.pk))

    check = WarrantCheck.objects.get()
    assert (302, f"/warrants/{check.pk}/") == (made.status_code, made["Location"])
    page = client.get(made["Location"]).content.decode()
    assert "when and where the person is due in court" in page
    assert "told beside it" in page
    assert "It may not be sent" in page
    assert not Contact.objects.exists()


def test_a_double_click_makes_one_check(asked, clerk):
    """The same form posted twice is one check."""
    client, form = signed_in(clerk.by), classed(asked.decisions.get().pk)

    one = client.post(f"/requests/{asked.pk}/warrants/new/", form)
    other = client.post(f"/requests/{asked.pk}/warrants/new/", form)

    assert 1 == WarrantCheck.objects.count()
    assert one["Location"] == other["Location"]


def test_a_class_without_a_source_is_refused(asked, clerk):
    """The class of a record is a fact with a source; the page says so beside the field."""
    page = signed_in(clerk.by).post(
        f"/requests/{asked.pk}/warrants/new/", classed(asked.pk, source="")
    )

    assert 200 == page.status_code
    assert "This field is required" in page.content.decode()
    assert not WarrantCheck.objects.exists()


def test_an_administrative_warrant_is_never_confirmed(asked, clerk):
    """The page of an administrative warrant says that no judge has seen it."""
    made = warrant.classify(asked, OFFICER, "document: I-200", "us/ice", clerk)

    page = signed_in(clerk.by).get(f"/warrants/{made.pk}/").content.decode()

    assert "never confirmed as a criminal warrant" in page


def test_nothing_is_asked_without_a_signature(check, clerk):
    """Before somebody else has signed there is no button, and a forged post asks nothing."""
    client = signed_in(clerk.by)

    page = client.get(f"/warrants/{check.pk}/").content.decode()
    forged = client.post(f"/warrants/{check.pk}/ask/", question())

    assert 'name="priority"' not in page
    assert "Nothing was done" in forged.content.decode()
    assert not WarrantInquiry.objects.exists()


def test_the_signature_is_a_link_to_the_decision_of_the_check(check, supervisor):
    """Whoever may sign goes from the check to the signature of its own decision."""
    page = signed_in(supervisor.by).get(f"/warrants/{check.pk}/").content.decode()

    assert "not signed" in page
    assert f'href="/decisions/{check.decision_id}/sign/"' in page


def test_a_question_is_signed_once_and_its_doubts_have_a_reason(check, supervisor):
    """Where the law is silent the signature says why; pressed twice, it is one signature."""
    client, where = signed_in(supervisor.by), f"/decisions/{check.decision_id}/sign/"
    form = {
        "do": "sign", "sign-acts": NEEDED, "sign-reason": "", "sign-seen": check.pk,
        "sign-decision": check.decision_id,
    }  # fmt: skip
    refused = client.post(where, form).content.decode()
    form["sign-reason"] = "a made-up reason"

    done = client.post(where, form)
    client.post(where, form)

    assert "Why?" in refused
    assert (302, f"/warrants/{check.pk}/") == (done.status_code, done["Location"])
    assert [NEEDED] == [*Signature.objects.values_list("actions", flat=True)]


def test_a_question_is_sent_back(check, supervisor, clerk):
    """What was sent back is not asked; the record is classified anew."""
    where = f"/decisions/{check.decision_id}/sign/"

    signed_in(supervisor.by).post(
        where, {"do": "back", "back-reason": "x", "back-seen": check.pk,
                "back-decision": check.decision_id}
    )  # fmt: skip

    page = signed_in(clerk.by).get(f"/warrants/{check.pk}/").content.decode()
    assert "Classify the record again" in page


def test_a_clerk_signs_no_question(check, clerk):
    """Only a supervisor or a lawyer signs; the page is closed to others."""
    assert 403 == signed_in(clerk.by).get(f"/decisions/{check.decision_id}/sign/").status_code


def test_another_agency_signs_no_question(check):
    """The walls hold for the decisions of checks too."""
    other = account("supervisor", "example-other", agency="us-ny-nyc/doc")

    assert 404 == signed_in(other).get(f"/decisions/{check.decision_id}/sign/").status_code


def test_the_asker_chooses_how_pressing_it_is(signed, clerk):
    """A question without a priority is refused: there is no default."""
    client = signed_in(clerk.by)

    page = client.get(f"/warrants/{signed.pk}/").content.decode()
    posted = client.post(f"/warrants/{signed.pk}/ask/", question(priority=""))

    assert "Urgent: answer within 10 minutes" in page
    assert "checked" not in page
    assert "This field is required" in posted.content.decode()


def test_a_question_is_asked_once_and_counts_down(signed, clerk):
    """A double click asks once; the page says when the answer is due, and confirms nothing."""
    client = signed_in(clerk.by)

    client.post(f"/warrants/{signed.pk}/ask/", question())
    client.post(f"/warrants/{signed.pk}/ask/", question())

    assert 1 == WarrantInquiry.objects.count()
    page = client.get(f"/warrants/{signed.pk}/").content.decode()
    assert "data-due" in page
    assert "Silence never confirms." in page


def test_while_an_answer_is_awaited_nothing_more_is_asked(signed, clerk):
    """The second request is offered once the first has run out, and not before."""
    client = signed_in(clerk.by)
    client.post(f"/warrants/{signed.pk}/ask/", question())

    page = client.get(f"/warrants/{signed.pk}/").content.decode()

    assert 'name="priority"' not in page


def test_silence_asks_for_a_second_request(signed, clerk, monkeypatch):
    """After ten minutes without an answer the page says that nothing is confirmed."""
    signed_in(clerk.by).post(f"/warrants/{signed.pk}/ask/", question())
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=11))

    page = signed_in(clerk.by).get(f"/warrants/{signed.pk}/").content.decode()

    assert "No answer in time, so nothing is confirmed. A second request is due." in page
    assert "Ask: request 2" in page


def test_a_field_that_cannot_be_sent_is_named(signed, clerk):
    """What the message cannot carry is said at its own field, and what was typed stays."""
    page = signed_in(clerk.by).post(f"/warrants/{signed.pk}/ask/", question(oca="A.B"))

    assert 1 == page.content.decode().count("cannot be sent")
    assert 'value="A.B"' in page.content.decode()


def test_an_answer_is_entered_once(signed, clerk):
    """What the issuing agency says is entered, and the check is confirmed by that alone."""
    client = signed_in(clerk.by)
    client.post(f"/warrants/{signed.pk}/ask/", question())
    form = {"number": 1, "says": "confirmed", "since": signed.pk}

    client.post(f"/warrants/{signed.pk}/answer/", form)
    client.post(f"/warrants/{signed.pk}/answer/", form)

    assert ["confirmed"] == [*WarrantAnswer.objects.values_list("answer", flat=True)]
    page = client.get(f"/warrants/{signed.pk}/").content.decode()
    assert "The issuing agency confirms the warrant." in page


def test_more_time_says_how_much(signed, clerk):
    """An agency that needs more time says until when."""
    client = signed_in(clerk.by)
    client.post(f"/warrants/{signed.pk}/ask/", question())

    page = client.post(
        f"/warrants/{signed.pk}/answer/", {"number": 1, "says": "in-process", "since": 0}
    )

    assert "Say by when it will confirm or not." in page.content.decode()
    assert not WarrantAnswer.objects.exists()


def test_the_third_request_is_the_last(signed, clerk):
    """After three requests the page offers no fourth."""
    client = signed_in(clerk.by)
    for number in (1, 2, 3):
        client.post(f"/warrants/{signed.pk}/ask/", question(number=number))

    page = client.get(f"/warrants/{signed.pk}/").content.decode()

    assert 3 == WarrantInquiry.objects.count()
    assert "The third request was the last." in page
    assert 'name="priority"' not in page


@pytest.mark.parametrize("role", ["inspector", "administrator"])
def test_who_changes_nothing_classifies_and_asks_nothing(check, role):
    """An inspector and an administrator are refused every form of a check."""
    client = signed_in(account(role))

    answers = [
        client.post(f"/requests/{check.request_id}/warrants/new/", classed(0)).status_code,
        client.post(f"/warrants/{check.pk}/ask/", question()).status_code,
        client.post(f"/warrants/{check.pk}/answer/", {}).status_code,
        client.post(f"/requests/{check.request_id}/alien-query/", {"step": "send"}).status_code,
    ]

    assert [403, 403, 403, 403] == answers


def test_an_inspector_reads_a_check_and_not_what_is_sealed(check):
    """With a reason an inspector sees the class and the decision; the source stays sealed."""
    client = signed_in(account("inspector"))
    wanted = client.get(f"/warrants/{check.pk}/")["Location"]
    client.post(wanted, {"reason": "a made-up audit"})

    page = client.get(f"/warrants/{check.pk}/").content.decode()

    assert "A judge" in page
    assert "document: page 1" not in page


def test_another_agency_finds_no_check(check):
    """The walls of an agency hold for its checks."""
    other = account("clerk", "example-other", agency="us-ny-nyc/doc")

    answers = [
        signed_in(other).get(f"/warrants/{check.pk}/").status_code,
        signed_in(other).post(f"/warrants/{check.pk}/ask/", question()).status_code,
        signed_in(other).get(f"/requests/{check.request_id}/warrants/new/").status_code,
    ]

    assert [404, 404, 404] == answers


def test_the_page_of_a_check_needs_as_many_queries_with_three_requests_as_with_one(signed, clerk):
    """Each further request to the issuer adds no query."""
    client = signed_in(clerk.by)
    client.post(f"/warrants/{signed.pk}/ask/", question())
    one = queries(client, f"/warrants/{signed.pk}/")
    client.post(f"/warrants/{signed.pk}/ask/", question(number=2))

    assert one == queries(client, f"/warrants/{signed.pk}/")


def test_the_alien_query_is_decided_before_it_is_sent(asked, clerk, lawyer):
    """The query has a decision of its own; signed by somebody else it is sent, and once."""
    client, address = signed_in(clerk.by), f"/requests/{asked.pk}/alien-query/"
    client.post(address, {"step": "decide", "since": 0})
    decision = Decision.objects.get(question="alien-query")
    form = {"step": "send", "since": decision.pk} | QUERY
    refused = client.post(address, form).content.decode()
    sign.sign(decision, lawyer, NEEDED, "a made-up reason")

    client.post(address, form)
    client.post(address, form)

    assert "Nothing was done" in refused
    assert ["alien-query"] == [*Contact.objects.values_list("kind", flat=True)]


def test_the_alien_query_says_that_it_is_a_disclosure(asked, clerk):
    """Its page says what it tells before there is any button to send it."""
    page = signed_in(clerk.by).get(f"/requests/{asked.pk}/alien-query/").content.decode()

    assert "This query is itself a disclosure" in page
    assert 'name="NAM"' not in page


QUERY = {
    "PUR": "C", "ATN": "EXAMPLE CLERK", "PHN": "5550100", "NAM": "EXAMPLE, A", "DOB": "19800131",
    "SEX": "M", "POB": "XX", "CUS": "Y", "OFF": "3699",
}  # fmt: skip


def test_a_question_under_an_older_law_is_not_sent(signed, clerk, monkeypatch):
    """Where the law has changed since, the page says so and has no button to ask."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=3_000))

    page = signed_in(clerk.by).get(f"/warrants/{signed.pk}/").content.decode()

    assert "The facts or the law have changed since." in page
    assert 'name="priority"' not in page


def test_that_the_control_agency_was_told_is_entered_once(signed, clerk):
    """The button stands there once two requests had no answer; pressed twice, it enters one."""
    fields = {"RTY": "WP", "NIC": "X1", "OCA": "R1"}
    for minutes in (30, 15):
        earlier = Hand(clerk.by, NOW - timedelta(minutes=minutes))
        warrant.inquire(signed, "U", fields, earlier)
    client = signed_in(clerk.by)
    address = f"/warrants/{signed.pk}/control-agency/"

    before = client.get(f"/warrants/{signed.pk}/").content.decode()
    answers = [client.post(address).status_code for _n in range(2)]
    after = client.get(f"/warrants/{signed.pk}/").content.decode()

    assert [302, 302] == answers
    assert (True, False) == (address in before, address in after)
    assert "A third request is due" in after
    assert "control-agency" == signed.notes.get().what


def test_what_is_not_due_yet_is_refused_on_the_page(signed, clerk):
    """Nobody was asked, so there is no silence to tell of."""
    client = signed_in(clerk.by)

    page = client.post(f"/warrants/{signed.pk}/control-agency/", follow=True).content.decode()

    assert "two requests without an answer in time" in page
    assert not signed.notes.exists()
