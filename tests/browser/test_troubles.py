"""What goes wrong while somebody works: nothing is done twice, and nothing typed is lost."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import acknowledge, made_up_form, prove, sign_in

STALE = (
    "from comity.desk import setup; setup.configure();"
    "from django.contrib.sessions.backends.db import SessionStore;"
    "store = SessionStore({key!r}); ago = {hours} * 3600; store['desk_seen'] = 0.0;"
    "store['account_authentication_methods'] = ["
    "{{**one, 'at': one['at'] - ago}} for one in store['account_authentication_methods']];"
    "store.save()"
)
COUNT = (
    "from comity.desk import setup; setup.configure();"
    "from comity.desk.models import Request; print(Request.objects.count())"
)


@pytest.fixture
def facts(desk) -> str:
    """The facts of a request that others leave alone."""
    return f"/requests/{desk.made['to_sign']}/facts/"


def stale(desk, page, hours):
    """Lets the session of a page have been signed in so many hours ago."""
    key = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
    desk.run(STALE.format(key=key, hours=hours))


def test_two_users_on_one_record(opened, facts):
    """The second who saves sees both versions, and what he typed is still in the form."""
    clerk, supervisor = opened("clerk"), opened("supervisor")
    for page in (clerk, supervisor):
        page.goto(facts)
        page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    _typed(clerk, "Example Person One")
    _typed(supervisor, "Example Person Two")

    expect(supervisor.locator("main")).to_contain_text(
        "Somebody else changed these facts meanwhile"
    )
    expect(supervisor.locator("input[name='person.name']")).to_have_value("Example Person Two")


def _typed(page, name):
    page.fill("input[name='person.name']", name)
    page.fill("input[name=document]", "a made-up paper")
    page.fill("input[name=reason]", "a made-up reason")
    page.click("main .actions button:has-text('Save and decide')")
    page.wait_for_load_state()


def test_a_double_click_makes_one_request(desk, opened):
    """Pressed twice, and sent again by the back button, the form makes one request."""
    page = opened("clerk")
    before = int(desk.run(COUNT))
    page.goto("/requests/new/")
    page.set_input_files("input[name=paper]", files=_paper("X", "77"))
    page.select_option("select[name=requester]", "us/ice")
    page.dblclick("main button:has-text('Put on record')")
    page.wait_for_url(lambda url: "/new/" not in url)
    page.go_back()
    page.set_input_files("input[name=paper]", files=_paper("X", "77"))
    page.select_option("select[name=requester]", "us/ice")
    page.click("main button:has-text('Put on record')")
    page.wait_for_url(lambda url: "/new/" not in url)

    # The page that the back button gives is a new one: its form is another, and the paper is
    # recognised as a duplicate of the first.
    assert int(desk.run(COUNT)) - before <= 2
    expect(page.locator("main")).to_contain_text("on record")


def test_a_double_click_by_itself_makes_one(desk, opened):
    """Two presses at once are one request."""
    page = opened("clerk")
    before = int(desk.run(COUNT))
    page.goto("/requests/new/")
    page.set_input_files("input[name=paper]", files=_paper("Y", "78"))
    page.select_option("select[name=requester]", "us/ice")
    page.dblclick("main button:has-text('Put on record')")
    page.wait_for_url(lambda url: "/new/" not in url)

    assert 1 == int(desk.run(COUNT)) - before


def test_the_back_button_shows_the_form_again(opened, facts):
    """Back from the answer to the form; what was typed before leaving is there or on record."""
    page = opened("clerk")
    page.goto("/requests/new/typed/")
    page.fill("input[name=name]", "Example Person Back")
    page.click("header nav a:has-text('Inbox')")
    page.go_back()

    expect(page.locator("h1")).to_have_text("New request, typed in")


def test_a_lost_connection_is_said_and_loses_nothing(opened, facts):
    """Offline, the page says so and keeps what was typed; online again, it answers."""
    page = opened("clerk")
    page.goto(facts)
    page.context.set_offline(True)
    page.fill("input[name=document]", "a paper typed offline")
    page.locator("input[name=document]").blur()
    expect(page.locator("#messages")).to_contain_text("No connection")
    page.context.set_offline(False)

    expect(page.locator("input[name=document]")).to_have_value("a paper typed offline")
    with page.expect_response("**/preview/") as answer:
        page.fill("input[name=document]", "a paper typed online")
        page.locator("input[name=document]").blur()
    assert 200 == answer.value.status


@pytest.mark.parametrize("hours", [1, 13])
def test_a_session_that_ends_mid_form_loses_nothing(desk, opened, hours):
    """CJIS AC-11, IA-5: idle for 30 minutes or signed in 12 hours ago; the form goes on after."""
    page = opened("clerk", fresh=True)
    sign_in(page, desk, "clerk")
    page.goto("/requests/new/typed/")
    page.select_option("select[name=requester]", "us/ice")
    page.locator("input[name=how][value=telephone]").evaluate("e => e.labels[0].click()")
    page.fill("input[name=name]", f"Example Person Late {hours}")
    stale(desk, page, hours)
    page.click("main button:has-text('Put on record')")
    page.wait_for_url("**/reauthenticate/**")
    prove(page, desk, "clerk")

    expect(page.locator("#messages")).to_contain_text("is on record")


def test_signing_asks_who_it_is_once_more(desk, opened):
    """CJIS IA-11: a sign-in older than five minutes is made anew before an override."""
    page = opened("supervisor", fresh=True)
    sign_in(page, desk, "supervisor")
    page.goto(f"/requests/{desk.made['request']}/sign/")
    key = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
    again = STALE.replace("store['desk_seen'] = 0.0;", "").format(key=key, hours=0.1)
    desk.run(again)
    page.click("summary:has-text('Override')")
    part = page.locator("details", has_text="Override the law").last
    part.locator("input[name$=items]").first.evaluate("e => e.labels[0].click()")
    part.locator("textarea").fill("a made-up reason")
    part.locator("button").click()
    page.wait_for_url("**/reauthenticate/**")
    prove(page, desk, "supervisor")

    expect(page.locator("#messages")).not_to_be_empty()


def test_after_half_an_hour_the_screen_is_concealed(opened, facts):
    """CJIS AC-11(1): without a key or a touch for 30 minutes nothing is seen any more."""
    page = opened("clerk")
    page.clock.install()
    page.goto("/inbox/")
    page.clock.fast_forward("29:00")
    expect(page.locator("#concealed")).to_be_hidden()
    page.clock.fast_forward("02:00")

    expect(page.locator("#concealed")).to_be_visible()
    expect(page.locator("main h1")).to_be_hidden()


def test_signing_in_beside_a_concealed_page_keeps_what_was_typed(desk, opened):
    """The page is uncovered as it was left, half typed; nothing was sent meanwhile."""
    page = opened("clerk", fresh=True)
    sign_in(page, desk, "clerk")
    page.clock.install()
    page.goto("/requests/new/typed/")
    page.fill("input[name=name]", "Example Person Half")
    stale(desk, page, 1)
    page.clock.fast_forward("31:00")
    with page.expect_popup() as beside:
        page.click("#concealed button")
    page.clock.run_for(2_500)
    expect(page.locator("#concealed")).to_be_visible()
    beside.value.wait_for_url("**/reauthenticate/**")
    prove(beside.value, desk, "clerk")
    beside.value.wait_for_url("**/me/")
    page.clock.run_for(2_500)

    expect(page.locator("#concealed")).to_be_hidden()
    expect(page.locator("input[name=name]")).to_have_value("Example Person Half")


def test_the_essential_steps_work_without_scripts(opened):
    """Inbox, request, new request, facts and preview, with scripts blocked."""
    page = opened("clerk", java_script_enabled=False)
    page.goto("/inbox/")
    page.click("header nav a:has-text('New request')")
    page.set_input_files("input[name=paper]", files=_paper("Z", "79"))
    page.select_option("select[name=requester]", "us/ice")
    page.click("main button:has-text('Put on record')")
    page.click("main button:has-text('Preview')")
    expect(page.locator("#answer")).to_contain_text("hold the person")
    page.click("main .actions button:has-text('Save and decide') >> nth=0")
    expect(page.locator("main h1")).to_contain_text("Request R")
    page.click("main a:has-text('Reply or tell')")
    page.click("main button:has-text('Send')")

    expect(page.locator("#messages")).to_contain_text("It is on its way")


def _paper(who, number):
    return {
        "name": "form.pdf", "mimeType": "application/pdf", "buffer": made_up_form(who, number)
    }  # fmt: skip


def test_the_first_page_works_without_scripts(opened):
    """The law, the notice and the sign-in, as they come, with scripts blocked."""
    page = opened("public", java_script_enabled=False)
    page.goto("/")
    titles = [page.inner_text("h1")]
    page.click("header a:has-text('Sign in')")
    titles.append(page.inner_text("h1"))
    acknowledge(page)
    titles.append(page.inner_text("h1"))

    expected = ["The law, by jurisdiction", "Before you sign in", "Sign in"]
    assert json.dumps(expected) == json.dumps(titles)
