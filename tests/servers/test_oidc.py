"""Signing in by an agency's own directory: a live desk, a real provider, and HTTP between them."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests

from tests.browser.desk import Desk
from tests.servers.oidc import FAULTS, LINK, STALE, SUBJECT, Directory, tied

pytestmark = pytest.mark.slow

COUNTS = (
    "from comity.desk import setup; setup.configure();"
    "from comity.desk.models import Account; from allauth.socialaccount import models;"
    "print(Account.objects.count(), models.SocialAccount.objects.count())"
)
ATTEMPTS = (
    "from comity.desk import setup; setup.configure();"
    "from axes.models import AccessAttempt as one;"
    "one.objects"
)


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    with Directory() as running:
        yield running


@pytest.fixture(scope="module")
def desk(directory: Directory) -> Iterator[Desk]:
    with tied(directory) as running:
        yield running


@pytest.fixture
def browser() -> Iterator[requests.Session]:
    """Somebody's browser, which follows redirects and keeps cookies."""
    with requests.Session() as found:
        yield found


def submit(browser: requests.Session, page: requests.Response, **typed: str) -> requests.Response:
    """Sends the page's form with what is typed; the answer is not followed."""
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)) or {""}
    given = {"csrfmiddlewaretoken": token, **typed}
    return browser.post(page.url, given, headers={"Referer": page.url}, allow_redirects=False)


def begun(browser: requests.Session, desk: Desk, query: str = "process=login") -> str:
    """Past the notice and the desk's own page: where the directory asks who somebody is."""
    page = browser.get(f"{desk.address}/accounts/oidc/directory/login/?{query}")
    if "/restricted/" in page.url:
        page = browser.get(desk.address + submit(browser, page).headers["Location"])
    return submit(browser, page).headers["Location"]


def returned(browser: requests.Session, desk: Desk, subject: str, **more: str) -> str:
    """The address with which the directory sends the person back."""
    asked = begun(browser, desk, **more)
    answer = browser.post(asked, {"sub": subject}, allow_redirects=False)
    return answer.headers["Location"]


def signed_in(browser: requests.Session, desk: Desk, role: str, subject: str) -> None:
    """Past the directory and the second factor of somebody who is tied to his account."""
    desk.run(LINK.format(role=role, subject=subject))
    page = browser.get(returned(browser, desk, subject))
    submit(browser, page, code=desk.code(role))


def locked(browser: requests.Session, desk: Desk) -> requests.Response:
    """Where the account's own page leads after an hour without a call."""
    desk.run(STALE.format(key=browser.cookies["sessionid"]))
    return browser.get(f"{desk.address}/me/")


def proved(browser: requests.Session, page: requests.Response, subject: str) -> requests.Response:
    """Where the person comes back to who proves at the directory that he is the subject."""
    asked = submit(browser, page).headers["Location"]
    back = browser.post(asked, {"sub": subject}, allow_redirects=False).headers["Location"]
    return browser.get(back)


def test_the_notice_stands_before_the_directory(desk, browser):
    """AC-8: the way to the directory opens after the notice is acknowledged, and not before."""
    page = browser.get(f"{desk.address}/accounts/oidc/directory/login/")

    assert f"{desk.address}/restricted/" == page.url.split("?")[0]
    assert "/accounts/oidc/directory/login/" == submit(browser, page).headers["Location"]


def test_the_directory_is_asked_who_it_is_and_no_more(desk, directory, browser):
    """By a code, with state, nonce and PKCE, for `openid` alone; each time it asks anew."""
    asked = urlsplit(begun(browser, desk))
    said = {name: value for name, (value,) in parse_qs(asked.query).items()}

    assert f"{directory.url}/oauth2/authorize" == f"{asked.scheme}://{asked.netloc}{asked.path}"
    assert ("code", "openid", "S256", "login", "0") == (
        said["response_type"], said["scope"], said["code_challenge_method"], said["prompt"],
        said["max_age"],
    )  # fmt: skip
    assert all(said[name] for name in ("state", "nonce", "code_challenge"))


def test_a_person_is_matched_by_the_subject_and_gives_a_second_factor(desk, browser):
    """The directory's word is one factor; the desk's own second one is asked for, then it opens."""
    page = browser.get(returned(browser, desk, SUBJECT))

    assert f"{desk.address}/accounts/2fa/authenticate/" == page.url
    assert page.url == browser.get(f"{desk.address}/inbox/").url
    answer = submit(browser, page, code=desk.code("clerk"))
    assert 302 == answer.status_code
    inbox = browser.get(f"{desk.address}/inbox/")
    assert (200, f"{desk.address}/inbox/") == (inbox.status_code, inbox.url)
    assert "example-clerk" in inbox.text


def test_without_a_second_factor_one_is_set_before_anything_opens(desk, browser):
    """IA-2: the directory's sign-in alone opens the setting of a second factor and no page else."""
    desk.run(LINK.format(role="lawyer", subject="s-2") + "found.authenticator_set.all().delete()")
    browser.get(returned(browser, desk, "s-2"))

    page = browser.get(f"{desk.address}/inbox/")
    assert f"{desk.address}/accounts/2fa/totp/activate/" == page.url


def test_a_closed_account_does_not_open(desk, browser):
    """Whatever the directory says; the desk's own administrator has closed it."""
    close = "from comity.desk import office; office.close_account('example-inspector', system())"
    desk.run(LINK.format(role="inspector", subject="s-3") + close)
    page = browser.get(returned(browser, desk, "s-3"))

    assert f"{desk.address}/accounts/inactive/" == page.url
    assert "/accounts/login/" in browser.get(f"{desk.address}/inbox/").url


def test_somebody_unknown_is_refused_and_nothing_is_made(desk, browser):
    """The page names the subject, for an administrator; no account and no tie comes of it."""
    before = desk.run(COUNTS)
    page = browser.get(returned(browser, desk, "s-9999"))

    assert (403, True) == (page.status_code, "<strong>s-9999</strong>" in page.text)
    assert before == desk.run(COUNTS)


def test_a_forged_state_is_refused(desk, browser):
    """A code that another browser was sent for opens nothing in this one."""
    back = urlsplit(returned(browser, desk, SUBJECT))
    said = {name: value for name, (value,) in parse_qs(back.query).items()}
    forged = back._replace(query=urlencode({**said, "state": "forged"})).geturl()

    with requests.Session() as another:
        assert [401, 401] == [one.get(forged).status_code for one in (browser, another)]
        assert 401 == another.get(back.geturl()).status_code


def test_a_code_is_good_with_its_own_verifier_alone(desk, browser):
    """PKCE: a code of another sign-in, put in with one's own state, opens nothing."""
    stolen = parse_qs(urlsplit(returned(browser, desk, SUBJECT)).query)["code"][0]
    with requests.Session() as another:
        back = urlsplit(returned(another, desk, "s-9999"))
        said = {name: value for name, (value,) in parse_qs(back.query).items()}
        page = another.get(back._replace(query=urlencode({**said, "code": stolen})).geturl())

    assert 401 == page.status_code


@pytest.mark.parametrize("fault", FAULTS)
def test_an_id_token_that_is_not_for_this_desk_now_is_refused(desk, directory, browser, fault):
    """Another's, run out, to another question, without a fresh proof, or signed by anybody else."""
    back = returned(browser, desk, SUBJECT)
    directory.fault(fault)
    page = browser.get(back)

    assert 401 == page.status_code
    assert "/accounts/login/" in browser.get(f"{desk.address}/inbox/").url


def test_nobody_ties_himself(desk, browser):
    """The library's own way to tie somebody to the account that is signed in opens for nobody."""
    signed_in(browser, desk, "clerk", SUBJECT)
    before = desk.run(COUNTS)
    page = browser.get(returned(browser, desk, "s-9999", query="process=connect"))

    assert 401 == page.status_code
    assert before == desk.run(COUNTS)


def test_a_locked_account_is_locked_for_the_directory_too(desk, browser):
    """AC-7: five wrong passwords lock an account whose holder then comes by the directory."""
    desk.run(ATTEMPTS + ".create(username='example-clerk', failures_since_start=5)")
    page = browser.get(returned(browser, desk, SUBJECT))
    desk.run(ATTEMPTS + ".filter(username='example-clerk').delete()")

    assert (429, "/accounts/") == (page.status_code, page.url.removeprefix(desk.address)[:10])


def test_after_a_lock_the_directory_asks_anew_and_then_the_second_factor(desk, browser):
    """IA-5 j: both factors in turn, of somebody who has no password here; then it goes on."""
    signed_in(browser, desk, "supervisor", "s-4")
    page = proved(browser, locked(browser, desk), "s-4")
    still = browser.get(f"{desk.address}/me/", allow_redirects=False)
    answer = submit(browser, page, code=desk.code("supervisor"))

    assert f"{desk.address}/accounts/2fa/reauthenticate/?next=%2Fme%2F" == page.url
    assert "/accounts/reauthenticate/?next=%2Fme%2F" == still.headers["Location"]
    assert "/me/" == answer.headers["Location"]
    assert f"{desk.address}/me/" == browser.get(f"{desk.address}/me/").url


def test_the_code_alone_opens_nothing_after_a_lock(desk, browser):
    """IA-5 j: whoever takes the phone and goes straight to the code is led to the directory."""
    signed_in(browser, desk, "administrator", "s-5")
    locked(browser, desk)
    page = browser.get(f"{desk.address}/accounts/2fa/reauthenticate/?next=/me/")
    answer = submit(browser, page, code=desk.code("administrator"))
    led = browser.get(desk.address + answer.headers["Location"])

    assert f"{desk.address}/accounts/oidc/directory/login/" == led.url.split("?")[0]
    assert "/accounts/oidc/directory/login/" in browser.get(f"{desk.address}/me/").url


def test_nobody_unlocks_for_somebody_else(desk, browser):
    """Another holder of an account, known to the directory, proves nothing in this session."""
    desk.run(LINK.format(role="supervisor", subject="s-4"))
    signed_in(browser, desk, "clerk", SUBJECT)
    page = proved(browser, locked(browser, desk), "s-4")

    assert 401 == page.status_code
    assert "/accounts/oidc/directory/login/" in browser.get(f"{desk.address}/me/").url


def test_signing_out_leads_on_to_signing_out_of_the_directory(desk, directory, browser):
    """AC-12: the desk's session is ended; the directory is asked to end its own and lead back."""
    signed_in(browser, desk, "administrator", "s-5")
    page = browser.get(f"{desk.address}/accounts/logout/")
    to = urlsplit(submit(browser, page).headers["Location"])
    said = {name: value for name, (value,) in parse_qs(to.query).items()}

    assert f"{directory.url}/oauth2/end_session" == f"{to.scheme}://{to.netloc}{to.path}"
    assert f"{desk.address}/" == said["post_logout_redirect_uri"]
    assert "s-5" == jwt.decode(said["id_token_hint"], options={"verify_signature": False})["sub"]
    assert f"{desk.address}/restricted/" == browser.get(f"{desk.address}/me/").url.split("?")[0]
