"""One desk and one browser for the run; a role signs in once, and what was counted is written.

A code of an authenticator is good once, so each role's signed-in state is kept and handed out.
"""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.browser.desk import ROOT, Desk, chromium

ARTIFACTS: Final = ROOT / "artifacts"
SCREENS: Final = ARTIFACTS / "screens"
PASSWORD: Final = "comity demonstration only"
SAMPLES: Final = (
    "import json; from datetime import datetime, UTC;"
    "from comity.desk.models import Account; from tests.desk import sample_records;"
    "who = lambda role: Account.objects.get(username='example-' + role);"
    "made = sample_records.make(who('clerk'), who('lawyer'), datetime(2017, 6, 1, 14, tzinfo=UTC));"
    "print(json.dumps(made))"
)

collect_ignore_glob = [] if chromium() else ["test_*.py"]


def pytest_report_header() -> str | None:
    """One line where there is no browser."""
    return None if chromium() else "tests/browser: skipped, there is no chromium here"


@pytest.fixture(scope="session")
def counts() -> Iterator[dict[str, Any]]:
    """What the run counts; written to artifacts/desk.json at its end."""
    found: dict[str, Any] = {}
    yield found
    # Workers of a run in parts have each a part of it; only a whole run is written.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / "desk.json"
        screens = sorted(one.name for one in SCREENS.glob("*.png"))
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        whole = {**kept, **found, "screenshots": screens}
        path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """The running desk, with a record of each kind."""
    with Desk(requests=24, samples=SAMPLES) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def states() -> dict[str, StorageState]:
    """The signed-in state of each role."""
    return {}


Opens = Callable[..., Page]


@pytest.fixture
def opened(desk: Desk, browser: Browser, states: dict[str, StorageState]) -> Iterator[Opens]:
    """Opens a page as a role (`public`: nobody), signed in before; closed after the test."""
    contexts: list[BrowserContext] = []

    def open_as(role: str, width: int = 1280, *, fresh: bool = False, **more: Any) -> Page:
        if role != "public" and role not in states:
            states[role] = _state(desk, browser, role)
        if role != "public" and not fresh:
            more["storage_state"] = states[role]
        size = {"width": width, "height": 900}
        context = browser.new_context(base_url=desk.address, viewport=size, **more)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()


def _state(desk: Desk, browser: Browser, role: str) -> StorageState:
    context = browser.new_context(base_url=desk.address)
    page = context.new_page()
    sign_in(page, desk, role)
    found = context.storage_state()
    context.close()
    return found


def sign_in(page: Page, desk: Desk, role: str, *, at: str = "/accounts/login/") -> None:
    """Signs in with password and code, as a person would."""
    page.goto(at)
    acknowledge(page)
    page.fill("input[name=login]", f"example-{role}")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.fill("input[name=code]", desk.code(role))
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def acknowledge(page: Page) -> None:
    """Acknowledges the notice before the sign-in, where it stands."""
    if "/restricted/" in page.url:
        page.click("main button[type=submit]")
        page.wait_for_url("**/accounts/**")


def sign_out(page: Page) -> None:
    """Presses the button that every page has."""
    page.click("header .who button:has-text('Sign out')")
    page.wait_for_url("**/law/")


def prove(page: Page, desk: Desk, role: str) -> None:
    """Gives password and code once more, where the desk asks for them."""
    prove_password(page, PASSWORD)
    if "/2fa/reauthenticate/" in page.url:
        page.fill("input[name=code]", desk.code(role))
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "reauthenticate" not in url)


def prove_password(page: Page, password: str) -> None:
    """Gives the password once more, where the desk asks for it."""
    if "/accounts/reauthenticate/" in page.url:
        page.fill("input[name=password]", password)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/accounts/reauthenticate/" not in url)


def made_up_form(who: str = "C", number: str = "1") -> bytes:
    """The made-up form I-247A as a PDF."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("make_form", ROOT / "examples" / "make_form.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    texts = {
        **module.PERSON_C, "name": f"Example Person {who}", "subject_id": f"00000{number}",
        "event_number": f"EXB26{number}", "file_number": f"A000-000-00{number}",
    }  # fmt: skip
    made: bytes = module.filled_form(texts)
    return made


def path_of(page: Page) -> str:
    """The path of the page that stands in the browser."""
    return "/" + page.url.split("/", 3)[3]
