"""A page worked by hand: every click, typed field and chosen file counts one."""

import json
from typing import Any

from playwright.sync_api import FilePayload, Page


class Hands:
    """What somebody does on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, what: str) -> None:
        self.count += 1
        self.page.click(what)

    def check(self, what: str) -> None:
        """The label is what is clicked, as the box itself is drawn by it."""
        self.count += 1
        self.page.locator(what).first.evaluate("e => e.labels[0].click()")

    def type(self, what: str, text: str) -> None:
        self.count += 1
        self.page.fill(what, text)

    def choose(self, what: str, value: str) -> None:
        self.count += 1
        self.page.select_option(what, value)

    def hand_in(self, what: str, name: str, content: bytes, kind: str) -> None:
        self.count += 1
        self.page.set_input_files(what, FilePayload(name=name, mimeType=kind, buffer=content))


def court_record(section: str, grade: str = "misdemeanor", **more: Any) -> bytes:
    """A made-up court record: one charge, no conviction, and the custody."""
    charge = {"code": "NY PL", "section": section, "grade": grade}
    custody = {"arrested": "2026-11-23", "released_otherwise_at": "2026-11-26T16:00:00-05:00"}
    return json.dumps({"charges": [charge], "convictions": [], "custody": custody, **more}).encode()


def handed_in(hands: Hands, form: bytes, record: bytes) -> None:
    """From the inbox to the saved facts: an I-247A with an officer's warrant, a court record."""
    hands.click("header nav a:has-text('New request')")
    hands.hand_in("input[name=paper]", "detainer.pdf", form, "application/pdf")
    hands.choose("select[name=requester]", "us/ice")
    hands.click("main button:has-text('Put on record')")
    hands.page.wait_for_url("**/facts/")
    hands.hand_in("input[name=record]", "record.json", record, "application/json")
    hands.click("main button:has-text('Fill in')")
    hands.click("button[name=add][value='request.instruments']")
    hands.choose("select[name='request.instruments-0-kind']", "administrative-warrant")
    hands.check("input[name='person.watchlist_match'][value=false]")
    hands.click("main .actions button:has-text('Save and decide')")
    hands.page.wait_for_url(lambda url: "/facts" not in url)
