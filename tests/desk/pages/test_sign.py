"""The second person's page: sign, send back, withdraw, override; each after a fresh sign-in."""

import time

import pytest
from django.http import HttpResponse

from comity.desk.actions import sign
from comity.desk.models import Override, Request, Signature, Withdrawal
from tests.desk.pages.sign_in import code_of, signed_in
from tests.desk.pages.typed import filled
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db

DOUBT = {"sign-acts": ["notify_court_date"], "sign-reason": "a made-up reason"}


@pytest.fixture
def made(clerk, ice) -> Request:
    """Case A, prepared by the clerk."""
    return requested(clerk)


def post(client, request: Request, number: int, do: str, more: dict) -> HttpResponse:
    """Posts one of the page's forms as a browser would."""
    address = f"/requests/{request.pk}/sign/"
    return client.post(address, filled(client, address, form=number) | {"do": do} | more)


def test_only_what_the_decision_allows_can_be_ticked(supervisor, made):
    """Forbidden acts are no boxes; silent law is one, with the reason that it needs."""
    page = signed_in(supervisor.by).get(f"/requests/{made.pk}/sign/").content.decode()
    form = page.partition('id="h-sign"')[2].partition("</form>")[0]

    assert 'value="notify_court_date"' in form
    assert 'value="hold"' not in form
    assert "in doubt, needs your reason" in form


def test_a_supervisor_signs_once(supervisor, made):
    """Two clicks are one signature, with the acts and the reason."""
    client = signed_in(supervisor.by)
    address = f"/requests/{made.pk}/sign/"
    typed = filled(client, address) | {"do": "sign"} | DOUBT

    answers = [client.post(address, typed).status_code for _n in range(2)]

    assert [302, 302] == answers
    signature = Signature.objects.get()
    assert (["notify_court_date"], supervisor.by.pk) == (signature.actions, signature.by_id)
    assert "a made-up reason" in client.get(f"/requests/{made.pk}/").content.decode()


def test_a_doubt_without_a_reason_is_not_signed(clerk, supervisor, made):
    """The page says which act is in doubt; what was ticked stays."""
    client = signed_in(supervisor.by)

    page = post(client, made, 0, "sign", {"sign-acts": ["notify_court_date"]}).content.decode()

    assert "The law leaves a doubt or does not say: tell of the court date. Why?" in page
    assert 'value="notify_court_date" id="id_sign-acts_1" checked' in page or "checked" in page
    assert 0 == Signature.objects.count()


def test_nobody_signs_what_he_prepared(supervisor, ice):
    """The page says so and has no form for it; posting one is refused."""
    own = requested(supervisor)
    client = signed_in(supervisor.by)
    address = f"/requests/{own.pk}/sign/"

    page = client.get(address).content.decode()

    assert "another person must sign it" in page
    typed = {"do": "sign", "sign-seen": "0", "sign-decision": str(own.status.decision_id)}
    client.post(address, typed | DOUBT)
    assert 0 == Signature.objects.count()


def test_signing_asks_for_a_fresh_sign_in_and_keeps_what_was_typed(supervisor, made):
    """A sign-in of six minutes ago is not enough; after the next one the form goes on by itself."""
    supervisor.by.set_password("made up words 1")
    supervisor.by.save()
    client = signed_in(supervisor.by)
    address = f"/requests/{made.pk}/sign/"
    typed = filled(client, address) | {"do": "sign"} | DOUBT
    session = client.session
    for one in session["account_authentication_methods"]:
        one["at"] = time.time() - 360
    session.save()

    asked = client.post(address, typed)

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert 0 == Signature.objects.count()
    then = client.post(asked["Location"], {"password": "made up words 1"})
    assert 0 == Signature.objects.count()
    client.post(then["Location"], {"code": code_of(supervisor.by)})
    assert ["notify_court_date"] == Signature.objects.get().actions


def test_it_is_sent_back_with_a_reason(supervisor, made):
    """Whoever prepared it reads why; nothing can leave by it."""
    client = signed_in(supervisor.by)
    assert "required" in post(client, made, 1, "back", {"back-reason": ""}).content.decode()

    sent = post(client, made, 1, "back", {"back-reason": "a made-up reason"})

    assert 302 == sent.status_code
    made.status.refresh_from_db()
    assert ("sent-back", "sent-back") == (Signature.objects.get().verdict, made.status.state)


def test_a_decision_is_withdrawn_once(lawyer, made):
    """Posted twice it ends once, and the request waits for facts again."""
    client = signed_in(lawyer.by)
    address = f"/requests/{made.pk}/sign/"
    client.post(f"/requests/{made.pk}/reason/?next={address}", {"reason": "a review"})
    typed = filled(client, address, form=2) | {"do": "withdraw", "withdraw-reason": "a reason"}

    answers = [client.post(address, typed).status_code for _n in range(2)]

    assert [302, 302] == answers
    assert 1 == Withdrawal.objects.count()


def test_an_override_names_items_recipient_and_reason(supervisor, made):
    """It is plain what it is, and two clicks are one override."""
    client = signed_in(supervisor.by)
    address = f"/requests/{made.pk}/sign/"
    page = client.get(address).content.decode()
    assert "every override is counted in the reports" in page
    typed = filled(client, page=page, form=3) | {"do": "override"}
    typed |= {"override-items": ["release"], "override-reason": "a made-up reason"}

    for _twice in range(2):
        client.post(address, typed)

    assert [("us/ice", ["release"])] == [*Override.objects.values_list("recipient", "items")]


def test_another_decision_than_the_one_that_was_read_is_not_signed(clerk, supervisor, made):
    """Between reading and signing the decision changed: the page says so and keeps the words."""
    client = signed_in(supervisor.by)
    address = f"/requests/{made.pk}/sign/"
    typed = filled(client, address) | {"do": "sign"} | DOUBT
    signed_in(clerk.by).post(f"/requests/{made.pk}/decide/", {"seen": typed["sign-seen"]})

    page = client.post(address, typed | {"sign-acts": ["share_status"]}).content.decode()

    assert "another decision stands by now" in page.lower()
    assert 0 == Signature.objects.count()
    client.post(address, filled(client, page=page) | {"do": "sign"})
    assert ["share_status"] == Signature.objects.get().actions


def test_a_clerk_and_an_inspector_do_not_sign(clerk, made):
    """The page is not theirs."""
    for who in (clerk.by, account("inspector")):
        assert 403 == signed_in(who).get(f"/requests/{made.pk}/sign/").status_code


def test_signatures_show_on_the_request(supervisor, made):
    """An act that was signed says so beside its answer."""
    sign.sign(made.decisions.get(), supervisor, ["notify_court_date"], "a made-up reason")

    page = signed_in(supervisor.by).get(f"/requests/{made.pk}/").content.decode()

    assert 1 == page.count('<span class="usa-tag">signed</span>')
