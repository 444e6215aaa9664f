"""The numbers of the CJIS Security Policy that the desk holds: docs/reference/security.md."""

import json
import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from comity.desk.actions import account as accounts
from comity.desk.actions import sign
from comity.desk.hand import Hand
from comity.desk.models import Entry, Signature
from tests.desk.pages.sign_in import code_of, signed_in, visitor
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent
PHRASE = "a made up phrase of words"


def both(password: float, code: float) -> list[dict[str, Any]]:
    """When each factor was given."""
    return [{"method": "password", "at": password}, {"method": "mfa", "type": "totp", "at": code}]


def seen(client: Client, *, idle: timedelta, signed: timedelta) -> str:
    """Where the inbox leads a session that was last used, and signed in, so long ago."""
    session, now = client.session, time.time()
    at = now - signed.total_seconds()
    session["account_authentication_methods"] = both(at, at)
    session["desk_seen"] = now - idle.total_seconds()
    session.save()
    return str(client.get("/inbox/").get("Location", ""))


@pytest.mark.parametrize(("minutes", "locked"), [(29, False), (31, True)])
def test_a_session_locks_after_30_minutes_idle(clerk, minutes, locked):
    """AC-11: before 30 minutes it goes on, after them the person proves who he is."""
    to = seen(with_password(clerk), idle=timedelta(minutes=minutes), signed=timedelta(hours=1))

    assert locked == ("/accounts/reauthenticate/" in to)


@pytest.mark.parametrize(("hours", "locked"), [(11, False), (13, True)])
def test_a_session_asks_for_a_sign_in_every_12_hours(clerk, hours, locked):
    """IA-5 j: however busy it is, a session of 12 hours is signed in anew."""
    to = seen(with_password(clerk), idle=timedelta(0), signed=timedelta(hours=hours))

    assert locked == ("/accounts/reauthenticate/" in to)


def test_signing_asks_for_a_fresh_sign_in(clerk, supervisor, ice):
    """IA-11: a sign-in older than five minutes signs nothing until it is made anew."""
    asked = requested(clerk)
    client = signed_in(supervisor.by)
    session = client.session
    session["account_authentication_methods"] = both(time.time() - 301, time.time() - 301)
    session.save()

    answer = client.post(f"/requests/{asked.pk}/sign/", {"do": "sign"})

    assert "/accounts/reauthenticate/" in answer["Location"]
    assert not Signature.objects.exists()


@pytest.mark.parametrize("given", ["password", "code"])
def test_one_factor_alone_signs_nothing(clerk, supervisor, ice, given):
    """IA-5 j: a fresh password with an old code, or the other way round, is not enough."""
    asked = requested(clerk)
    client, now = with_password(supervisor), time.time()
    session = client.session
    ages = {"password": 301, "code": 301} | {given: 0}
    session["account_authentication_methods"] = both(now - ages["password"], now - ages["code"])
    session.save()

    answer = client.post(f"/requests/{asked.pk}/sign/", {"do": "sign"})

    assert "/accounts/reauthenticate/" in answer["Location"]
    assert not Signature.objects.exists()


def test_after_a_lock_both_factors_are_asked_for_in_turn(clerk):
    """IA-5 j: the password leads to the code and opens nothing; the code leads on."""
    cache.clear()
    client = with_password(clerk)
    asked = seen(client, idle=timedelta(hours=1), signed=timedelta(hours=1))
    password = client.post(asked, {"password": PHRASE})
    still = client.get("/inbox/")
    given = client.post(password["Location"], {"code": code_of(clerk.by)})

    assert "/accounts/2fa/reauthenticate/?next=%2Finbox%2F" == password["Location"]
    assert "/accounts/reauthenticate/" in still["Location"]
    assert "/inbox/" == given["Location"]
    assert 200 == client.get("/inbox/").status_code


def test_the_code_alone_opens_nothing_after_a_lock(clerk):
    """IA-5 j: whoever takes the phone and goes straight to the code is asked for the password."""
    cache.clear()
    client = with_password(clerk)
    seen(client, idle=timedelta(hours=1), signed=timedelta(hours=1))

    given = client.post("/accounts/2fa/reauthenticate/?next=/inbox/", {"code": code_of(clerk.by)})

    assert "/accounts/reauthenticate/?next=%2Finbox%2F" == given["Location"]


def with_password(hand: Hand) -> Client:
    """A client of somebody who has a password and an authenticator."""
    hand.by.set_password(PHRASE)
    hand.by.save()
    return signed_in(hand.by)


def test_nobody_signs_what_he_prepared(supervisor, ice):
    """AC-5: separation of duties, held by the action itself."""
    decision = requested(supervisor).decisions.get()

    with pytest.raises(Exception, match="another person"):
        sign.sign(decision, supervisor, ["share_status"], "a made-up reason")


def test_a_first_password_ends_after_72_hours(clerk):
    """AC-2(2): temporary access is gone within 72 hours."""
    new = account("clerk", "example-new")
    accounts.first_password(new, clerk)
    new.refresh_from_db()

    new.first_password_until = clerk.at - timedelta(seconds=1)
    assert not accounts.may_sign_in(new)
    assert timedelta(hours=72) == accounts.FIRST_PASSWORD_LASTS


def test_a_code_is_good_once(clerk):
    """IA-5(1)(d): the code that signed one session in signs in no other."""
    cache.clear()
    with_password(clerk)
    code, answers = code_of(clerk.by), []
    for _ in range(2):
        client = visitor()
        client.post("/accounts/login/", {"login": clerk.by.username, "password": PHRASE})
        answers.append(client.post("/accounts/2fa/authenticate/", {"code": code}).status_code)

    assert [302, 200] == answers


@pytest.mark.parametrize(
    ("password", "why"),
    [("short-7", "too short"), ("password1", "too common"), ("example-clerk", "too similar")],
)
def test_a_bad_password_is_refused_with_the_reason(clerk, password, why):
    """IA-5(1)(a): at least 8 characters, no known bad one, and why it is refused."""
    with pytest.raises(ValidationError, match=why):
        validate_password(password, clerk.by)


@pytest.mark.parametrize("password", ["only lower case words", "ñandú ☂ 1 2 3", "x y " * 32])
def test_any_printable_password_is_taken_whole(clerk, password):
    """IA-5(1)(a): spaces and all printables, no composition, nothing cut off."""
    validate_password(password, clerk.by)
    clerk.by.set_password(password)

    assert clerk.by.check_password(password)
    assert not clerk.by.check_password(password[:-1])


def test_entries_say_the_hundredth_of_a_second(clerk, ice):
    """AU-8: with hundredths, in UTC."""
    requested(clerk)

    times = [json.loads(bytes(one.body))["at"] for one in Entry.objects.all()]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\dZ", one) for one in times)


def test_entries_of_accounts_hold_no_name(clerk):
    """AU-3(3): an account is named by its number."""
    accounts.release(account("clerk", "example-locked"), clerk)

    assert not any(b"example-locked" in bytes(one.body) for one in Entry.objects.all())


def test_the_entry_of_signing_out_says_how_long_the_session_was(clerk):
    """AU-3(1): from the first proof of who it was, however often it was given anew."""
    client, now = signed_in(clerk.by), time.time()
    session = client.session
    session["account_authentication_methods"] = both(now - 90 * 60, now - 5)
    session.save()

    client.post("/accounts/logout/")

    told = json.loads(bytes(Entry.objects.latest("number").body))["public"]
    assert ("signed out", clerk.by.pk) == (told["what"], told["account"])
    assert 90 * 60 <= told["seconds"] < 91 * 60


def test_pages_allow_no_script_or_style_within_them(clerk):
    """SI-10: the policy allows files of the desk's own, and the page has nothing else."""
    answer = signed_in(clerk.by).get("/inbox/")

    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(rb"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", answer.content)


def test_a_body_beyond_the_limit_is_refused(clerk):
    """SI-10: a form of more than 11 MiB goes no further."""
    client = signed_in(clerk.by)
    client.raise_request_exception = False
    size = 11 * 2**20 + 1

    answer = client.post(
        "/requests/new/typed/", b"note=" + b"x" * size, "application/x-www-form-urlencoded"
    )

    assert 400 == answer.status_code


def shipped(code: str) -> str:
    """What Python prints under the settings as they are shipped: COMITY_DEBUG is not set."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COMITY_", "DATABASE_"))}
    environ = {**kept, "COMITY_SECRET_KEY": "made up " * 12, "COMITY_HOME": "/nonexistent"}
    done = subprocess.run(
        [sys.executable, "-c", f"from comity.desk import setup; setup.configure();{code}"],
        env=environ, cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return done.stdout + done.stderr


def test_the_shipped_settings_pass_djangos_own_check():
    """SC-8, SC-23: `check --deploy` finds nothing."""
    said = shipped(
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )

    assert "no issues" in said


def test_the_shipped_settings_keep_to_tls():
    """SC-8, SC-23: HSTS for a year, cookies over TLS alone and within the site."""
    names = (
        "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
        "CSRF_COOKIE_SAMESITE", "DEBUG",
    )  # fmt: skip
    said = shipped(
        f"import json; from django.conf import settings as s;"
        f"print(json.dumps([getattr(s, name) for name in {names!r}]))"
    )

    assert [31536000, True, True, True, True, "Lax", "Strict", False] == json.loads(said)


def test_the_demonstration_is_refused_by_the_shipped_settings():
    """SI-12(2): made-up accounts with known passwords are for a developer's machine."""
    said = shipped(
        "from pathlib import Path; from comity.desk import demonstration_day as day;"
        "from comity.errors import DeskError\n"
        "try: day.make(Path('examples'))\n"
        "except DeskError as error: print(error)"
    )

    assert "this is no demonstration" in said


def test_every_test_that_the_table_names_exists():
    """docs/reference/security.md proves a control by a test; each is where it says."""
    text = (ROOT / "docs" / "reference" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)

    lost = [
        f"{path}::{name}" for path, name in named
        if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]  # fmt: skip
    assert named
    assert [] == lost
