"""Cases A and B through the pages, by the law of today."""

from playwright.sync_api import expect

from tests.browser.conftest import made_up_form, prove, sign_in, sign_out
from tests.browser.hands import Hands, court_record, handed_in

MOST_INTERACTIONS = 12


def test_a_clerk_completes_case_a_in_at_most_twelve_interactions(desk, opened, counts):
    """From the inbox to the reply that is on its way: each click, field and file counts one."""
    page = opened("clerk", fresh=True)
    sign_in(page, desk, "clerk")
    hands = Hands(page)
    handed_in(hands, made_up_form("A", "1"), court_record("130.52"))
    hold = page.locator(".act", has_text="hold the person").first
    expect(hold.locator(".outcome").first).to_have_text("must not")
    hands.click("main a:has-text('Reply or tell')")
    hands.click("main button:has-text('Send')")
    expect(page.locator("#messages")).to_contain_text("It is on its way")
    sign_out(page)
    counts["case_a_interactions"] = hands.count

    assert hands.count <= MOST_INTERACTIONS


def test_case_b_is_told_by_an_override_and_taken_back(desk, opened):
    """The clerk prepares, the lawyer overrides and withdraws, the clerk enters the end."""
    clerk = opened("clerk")
    clerk.goto("/inbox/")
    handed_in(Hands(clerk), made_up_form("B", "2"), court_record("140.20", "felony"))
    where = clerk.url
    lawyer = opened("lawyer")
    lawyer.goto(where)
    lawyer.fill("input[name=reason]", "a made-up reason")
    lawyer.click("main button:has-text('Open')")
    lawyer.goto(f"{where}sign/")
    _override(lawyer, desk)
    clerk.goto(f"{where}tell/?kind=information")
    clerk.fill("input[name=subject]", "Your request")
    clerk.fill("textarea[name=body]", "A made-up date.")
    clerk.locator("input[name=more][value=court_date]").evaluate("e => e.labels[0].click()")
    clerk.select_option("select[name=override]", index=1)
    clerk.click("main button:has-text('Send')")
    expect(clerk.locator("#messages")).to_contain_text("It is on its way")
    lawyer.goto(f"{where}sign/")
    _withdraw(lawyer, desk)
    clerk.goto(f"{where}outcome/")
    clerk.locator("input[name=kind][value=did-not-come]").evaluate("e => e.labels[0].click()")
    clerk.click("main button:has-text('Enter')")

    expect(clerk.locator("main")).to_contain_text("the agency did not come")


def _override(lawyer, desk):
    lawyer.click("summary:has-text('Override')")
    part = lawyer.locator("details", has_text="Override the law").last
    for item in ("court_date", "identity", "custody"):
        part.locator(f"input[name$=items][value={item}]").evaluate("e => e.labels[0].click()")
    part.locator("textarea").fill("a made-up reason")
    part.locator("button").click()
    prove(lawyer, desk, "lawyer")
    expect(lawyer.locator("#messages")).not_to_be_empty()


def _withdraw(lawyer, desk):
    lawyer.click("summary:has-text('Withdraw')")
    part = lawyer.locator("details", has_text="Withdraw the decision").last
    part.locator("textarea").fill("a made-up reason")
    part.locator("button").click()
    prove(lawyer, desk, "lawyer")
    expect(lawyer.locator("#messages")).not_to_be_empty()
