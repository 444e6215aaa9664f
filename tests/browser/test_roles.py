"""Each role's whole job, from signing in to signing out."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.browser.conftest import (
    acknowledge,
    made_up_form,
    prove,
    prove_password,
    sign_in,
    sign_out,
)
from tests.browser.hands import Hands, court_record, handed_in

CONVICTED = (
    "from comity.desk import setup; setup.configure();"
    "from comity.desk.actions import receive; from comity.desk.hand import Hand;"
    "from comity.desk.models import Account; from django.utils import timezone;"
    "from tests.desk.people import received;"
    "one = dict(code='NY PL', section='160.10', grade='felony', judgment='2015-05-01');"
    "paper = received('case-a', 'LAWYER-1', convictions=[one]);"
    "hand = Hand(Account.objects.get(username='example-clerk'), timezone.now());"
    "print(receive.receive(paper, hand, agency='us-ny-nyc/nypd', requester='us/ice').pk)"
)


@pytest.fixture(autouse=True)
def counted(request, counts):
    """Counts the roles whose whole job was done."""
    yield
    counts["roles"] = counts.get("roles", 0) + request.node.name.startswith("test_role_")


def test_role_clerk(desk, opened):
    """Inbox, a new request by upload, its facts, the answer beside them, and the end."""
    page = opened("clerk", fresh=True)
    sign_in(page, desk, "clerk")
    expect(page.locator("h1")).to_have_text("Inbox")
    handed_in(Hands(page), made_up_form("D", "4"), court_record("120.00"))
    expect(page.locator("main")).to_contain_text("must not")
    page.click("main details.proof summary >> nth=0")
    expect(page.locator("main details.proof").first).to_contain_text("Code")

    sign_out(page)


def test_role_supervisor(desk, opened):
    """What waits for a signature is sent back with a reason; what she prepared, others sign."""
    page = opened("supervisor", fresh=True)
    sign_in(page, desk, "supervisor")
    page.goto(f"/requests/{desk.made['to_sign']}/sign/")
    page.locator("section", has_text="Send back").locator("textarea").fill("a made-up reason")
    page.locator("section button:has-text('Send back')").click()
    prove(page, desk, "supervisor")
    expect(page.locator("#messages")).not_to_be_empty()
    page.goto("/inbox/")
    handed_in(Hands(page), made_up_form("E", "5"), court_record("130.52"))
    page.goto(f"{page.url}sign/")
    expect(page.locator("main")).to_contain_text("another person must sign it")
    expect(page.locator("#h-sign")).to_have_count(0)

    sign_out(page)


def test_role_supervisor_signs(desk, opened):
    """An act that the law leaves open is signed, with the reason."""
    page = opened("supervisor")
    page.goto(f"/requests/{desk.made['request']}/sign/")
    page.locator("input[name$=acts]").first.evaluate("e => e.labels[0].click()")
    page.locator("section", has_text="Signing asks").locator("textarea").fill("a made-up reason")
    page.locator("section button:has-text('Sign')").first.click()
    prove(page, desk, "supervisor")

    expect(page.locator("#messages")).not_to_be_empty()


def test_role_lawyer(desk, opened):
    """Determines what only a lawyer may, reads and compares the law, tries another day's."""
    number = desk.run(CONVICTED).strip()
    page = opened("lawyer", fresh=True)
    sign_in(page, desk, "lawyer")
    page.goto(f"/requests/{number}/determine/")
    page.fill("input[name=reason]", "a made-up reason")
    page.click("main button:has-text('Open')")
    page.locator("input[name=qualifies-0][value=true]").evaluate("e => e.labels[0].click()")
    page.fill("input[name=document]", "the judgment")
    page.fill("main [name=reason]", "a made-up reason")
    page.click("main button:has-text('Put on record')")
    expect(page.locator("#messages")).to_contain_text("The finding is on record")
    page.click("header nav a:has-text('Law')")
    page.click("main a:has-text('New York City')")
    page.click("main button:has-text('Compare')")
    expect(page.locator("main ins").first).to_be_visible()
    page.click("header nav a:has-text('Simulate')")
    page.locator("input[name=source][value=day]").evaluate("e => e.labels[0].click()")
    page.fill("input[name=at]", "2013-07-16")
    page.click("main button:has-text('Simulate')")
    expect(page.locator("main")).to_contain_text("What differs", timeout=90_000)

    sign_out(page)


def test_role_inspector(desk, opened):
    """Says why, reads all but what is sealed, verifies the entries and takes them away."""
    page = opened("inspector", fresh=True)
    sign_in(page, desk, "inspector")
    page.goto(f"/requests/{desk.made['request']}/")
    page.fill("input[name=reason]", "a made-up audit")
    page.click("main button:has-text('Open')")
    expect(page.locator("main")).to_contain_text("An inspector reads everything but sealed values")
    expect(page.locator("main")).not_to_contain_text("Example Person")
    page.click("header nav a:has-text('Entries')")
    page.click("main button:has-text('Verify all entries')")
    expect(page.locator("#verification")).to_contain_text("Everything verifies", timeout=90_000)
    with page.expect_download() as download:
        page.click("main a:has-text('Export')")
    lines = download.value.path().read_bytes().splitlines()
    sign_out(page)

    assert len(lines) > 50


def test_role_administrator(desk, opened):
    """Makes an account and a channel, and releases one that five failures locked."""
    page = opened("administrator", fresh=True)
    sign_in(page, desk, "administrator")
    page.fill("input[name=username]", "example-made")
    page.select_option("select[name=role]", "clerk")
    page.select_option("select[name=agency]", "us-ny-nyc/nypd")
    page.click("main button:has-text('Make the account')")
    password = page.inner_text("main strong")
    _fail(opened("public"), "example-made", 5)
    page.goto("/people/")
    expect(page.locator("tr", has_text="example-made")).to_contain_text("locked after failures")
    page.click("main a:has-text('example-made')")
    page.click("main button:has-text('Release after failures')")
    page.goto("/people/")
    expect(page.locator("tr", has_text="example-made")).not_to_contain_text("locked")
    page.click("header nav a:has-text('Channels')")
    page.select_option("select[name=channel-agency]", "us-xx/county")
    page.select_option("select[name=channel-kind]", "smtp")
    page.fill("input[name=channel-to]", "desk@county.example")
    page.click("main button:has-text('Open the channel')")
    expect(page.locator("main")).to_contain_text("desk@county.example")
    _begins(opened("public"), "example-made", password)

    sign_out(page)


def test_role_public(desk, opened):
    """Whoever is not signed in reads the law by date and its open questions, and no case."""
    page = opened("public")
    page.goto("/")
    expect(page.locator("h1")).to_contain_text("The law")
    page.click("main a:has-text('New York City')")
    page.click("main a:has-text('14-154') >> nth=0")
    page.click(".days a >> nth=0")
    expect(page.locator("main")).to_contain_text("As it stood on 2013")
    page.goto("/law/open/")
    expect(page.locator("h1")).to_contain_text("What nobody has settled")
    page.goto(f"/requests/{desk.made['request']}/")

    assert "/restricted/" in page.url
    acknowledge(page)
    assert "/accounts/login/" in page.url


def _fail(page, name, times):
    for _ in range(times):
        page.goto("/accounts/login/")
        acknowledge(page)
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", "a made-up guess")
        page.click("main button[type=submit]")
    expect(page.locator("h1")).to_contain_text("locked")


def _begins(page, name, password):
    """A first password leads to one of one's own, then to a second factor, then to work."""
    page.goto("/accounts/login/")
    acknowledge(page)
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.goto("/inbox/")
    page.fill("input[name=oldpassword]", password)
    for field in ("password1", "password2"):
        page.fill(f"input[name={field}]", "a made up phrase of words")
    page.click("main button[type=submit]")
    page.goto("/inbox/")
    prove_password(page, "a made up phrase of words")
    page.wait_for_url("**/2fa/totp/activate/**")
    secret = page.input_value("input#authenticator_secret")
    page.fill("input[name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.click("main button[type=submit]")
    page.goto("/inbox/")
    expect(page.locator("h1")).to_have_text("Inbox")
