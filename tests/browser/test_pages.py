"""Every page at two widths, in light and dark: nothing that axe finds, nothing cut off, by keys.

The list of pages is the URL table's; `samples.py` says whose each is.
"""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from tests.browser import samples
from tests.browser.conftest import SCREENS, acknowledge, path_of
from tests.desk import addresses

WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")
MOST_BYTES = 120_000
OVERFLOWS = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    " ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right >"
    " document.documentElement.clientWidth + 1 && !e.closest('.scroll'))"
    ".slice(0, 5).map(e => e.outerHTML.slice(0, 120)) : []"
)
FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  const seen = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
  const label = e.labels && e.labels[0] ? getComputedStyle(e.labels[0], '::before') : null;
  const told = label && label.outlineStyle !== 'none' && parseFloat(label.outlineWidth) > 0;
  return {main: !!e.closest('main'), top: !!e.closest('.skipnav, header'), seen: seen || !!told,
          acts: e.matches('main button, main input, main select, main textarea, main a, summary,'
                           + 'main [tabindex]'),
          what: e.outerHTML.slice(0, 150)};
}"""


def test_every_address_is_a_page_or_said_to_be_none():
    """A new page without a sample fails here."""
    own = {name for name in addresses.names() if not name.startswith("api:")}

    assert own - addresses.NOBODY == {*samples.PAGES, *samples.WITHOUT}


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_is_whole_for_everyone(name, desk, opened, counts):
    """No violation of axe, no part beyond the screen, at both widths, in light and dark."""
    page = opened(samples.PAGES[name])
    _go(page, name, desk.made)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += _violations(page, f"{width} {scheme}")
            found += [f"{width}: beyond the screen: {one}" for one in page.evaluate(OVERFLOWS)]
            _shoot(page, name, width, scheme)
    counts["pages"] = counts.get("pages", 0) + 1
    counts["axe_violations"] = counts.get("axe_violations", 0) + len(found)

    assert [] == found


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_is_worked_with_keys_alone(name, desk, opened):
    """Tab reaches the page's own part, and where it stands is always to be seen."""
    page = opened(samples.PAGES[name])
    _go(page, name, desk.made)
    unseen, reached, entered = [], False, False
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at["what"].startswith("<body"):
            if entered:
                break  # beyond the last of the page
            continue  # a browser that is still drawing takes no key
        entered = True
        unseen += [] if at["seen"] else [at["what"]]
        reached = reached or at["acts"]
        if reached and at["main"]:
            break

    acts = page.locator("main a, main button, main input:not([type=hidden]), main [tabindex='0']")
    assert (reached or not acts.count(), []) == (True, unseen)


@pytest.mark.parametrize("name", samples.PAGES)
def test_a_page_weighs_under_120_kilobytes(name, desk, opened):
    """As sent on a first visit, without images.

    The desk as shipped sends its files compressed; under COMITY_DEBUG they are sent as they are,
    and are compressed here.
    """
    before = opened(samples.PAGES[name])
    _go(before, name, desk.made)  # acknowledges, or gives the reason, where that is asked
    page = opened(samples.PAGES[name])
    page.context.add_cookies(before.context.cookies())
    came: list[Response] = []

    def keep(one: Response) -> None:
        came.append(one)

    page.on("response", keep)
    _go(page, name, desk.made)
    page.wait_for_load_state("networkidle")

    sizes = {
        one.url: len(gzip.compress(one.body()))
        for one in came
        if one.ok and not re.search(r"\.(svg|png|woff2?)(\?|$)", one.url)
    }
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def _go(page: Page, name: str, made: dict) -> None:
    where = addresses.address(name, made)
    page.goto(where)
    if name != "restricted":
        acknowledge(page)
    if "/reason/" in page.url and name != "reason":
        page.fill("input[name=reason]", "a made-up reason")
        page.click("main button[type=submit]")
    page.wait_for_load_state()  # a key pressed before that moves nothing
    assert where == path_of(page).split("?")[0], "the page led somewhere else"


def _violations(page: Page, where: str) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{where}: {one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found
        for node in one["nodes"][:3]
    ]


def _shoot(page: Page, name: str, width: int, scheme: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    role = samples.PAGES[name]
    page.screenshot(path=SCREENS / f"{role}-{name}-{width}-{scheme}.png", full_page=True)
