"""Signing in by an agency's own directory in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import Desk
from tests.servers.oidc import STALE, SUBJECT, Directory, tied

pytestmark = pytest.mark.slow

SAID = (
    "from comity.desk import setup; setup.configure();"
    "from comity.desk.models import Entry; from comity.record.entry import parse;"
    "rows = Entry.objects.order_by('-number')[:{count}];"
    "print([parse(bytes(one.body)).public.get('what') for one in rows])"
)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A desk whose clerk comes by a directory."""
    with Directory() as directory, tied(directory) as running:
        yield running


@pytest.fixture
def page(desk: Desk, browser: Browser) -> Iterator[Page]:
    """The clerk's browser, signed in."""
    found = browser.new_page(base_url=desk.address)
    found.goto("/accounts/login/")
    found.click("main button[type=submit]")
    found.click("main a[href*='/oidc/directory/']")
    prove(found, desk)
    expect(found.locator("header .who")).to_contain_text("example-clerk")
    yield found
    found.close()


def prove(page: Page, desk: Desk) -> None:
    """Goes to the directory, comes back, and gives the second factor."""
    page.click("main button[type=submit]")
    page.fill("input[name=sub]", SUBJECT)
    page.click("button:has-text('Authorize')")
    page.fill("input[name=code]", desk.code("clerk"))
    page.click("main button[type=submit]")


def test_a_real_browser_goes_to_the_directory_and_back_and_signs_out(desk, page):
    """The CSP lets the forms lead to the directory, in and out; the entries say both."""
    page.click("header .who button:has-text('Sign out')")
    page.click("button:has-text('End session')")
    page.wait_for_url("**/law/")
    page.goto("/inbox/")
    assert "/accounts/login/" in page.url or "/restricted/" in page.url
    said = desk.run(SAID.format(count=2)).strip()

    assert "['signed out', 'signed in']" == said


def test_after_a_lock_a_real_browser_goes_to_the_directory_and_on(desk, page):
    """IA-5 j: what was asked for before the lock opens by itself after both factors."""
    (key,) = [one["value"] for one in page.context.cookies() if one["name"] == "sessionid"]
    desk.run(STALE.format(key=key))
    page.goto("/me/")
    prove(page, desk)

    page.wait_for_url("**/me/")
    expect(page.locator("main h1")).to_have_text("example-clerk")
