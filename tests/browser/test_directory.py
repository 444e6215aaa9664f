"""Signing in by an agency's own directory in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.servers.oidc import SUBJECT, Directory, tied

pytestmark = pytest.mark.slow

SAID = (
    "from comity.desk import setup; setup.configure();"
    "from comity.desk.models import Entry; from comity.record.entry import parse;"
    "rows = Entry.objects.order_by('-number')[:{count}];"
    "print([parse(bytes(one.body)).public.get('what') for one in rows])"
)


def test_a_real_browser_goes_to_the_directory_and_back_and_signs_out(browser):
    """The CSP lets the form lead to the directory; the entries say in and out."""
    with Directory() as directory, tied(directory) as desk:
        page = browser.new_page(base_url=desk.address)
        page.goto("/accounts/login/")
        page.click("main button[type=submit]")
        page.click("main a[href*='/oidc/directory/']")
        page.click("main button[type=submit]")
        page.fill("input[name=sub]", SUBJECT)
        page.click("button:has-text('Authorize')")
        page.fill("input[name=code]", desk.code("clerk"))
        page.click("main button[type=submit]")
        expect(page.locator("header .who")).to_contain_text("example-clerk")
        page.click("header .who button:has-text('Sign out')")
        page.wait_for_url("**/law/")
        page.goto("/inbox/")
        assert "/accounts/login/" in page.url or "/restricted/" in page.url
        page.close()
        said = desk.run(SAID.format(count=2)).strip()

    assert "['signed out', 'signed in']" == said
