"""The demonstration day at the desk: made-up requests that came in today, and one sign-in a role.

The requests of `examples/day.jsonl` and cases A and B, moved to today, so that clocks run. MUST: it
is made only where COMITY_DEBUG is set, because everyone can read its passwords here.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from attrs import frozen
from django.conf import settings
from django.utils import timezone

from comity.desk import made_up, office
from comity.desk.actions import receive
from comity.desk.hand import Hand, system
from comity.desk.models import Account, Channel, Request
from comity.errors import DeskError
from comity.intake.received import PARTS, Received

PASSWORD: Final = "comity demonstration only"
RECEIVER: Final = "http://127.0.0.1:8018/demonstration"
RECEIVER_SECRET: Final = b"a secret that everyone can read."
_CODE_SECONDS: Final = 30
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)")
_BEFORE_NOW: Final = timedelta(minutes=40)


@frozen
class SignIn:
    """How somebody signs in at the demonstration: the code is the one of this half minute."""

    username: str
    role: str
    password: str
    secret: str
    code: str


def make(
    examples: Path,
    progress: Callable[[int, int], None] = lambda *_: None,
    *,
    requests: int | None = None,
) -> list[SignIn]:
    """Makes what is lacking of the demonstration; how each role signs in.

    `requests` is how many of the day's to take, all of them unless told. Raises DeskError
    where COMITY_DEBUG is not set, or the desk has people.
    """
    if not settings.DEBUG:
        raise DeskError("this is no demonstration", expected="COMITY_DEBUG=1, and an empty desk")
    made_up.add()
    _channels()
    found = [_sign_in(role) for role in made_up.ROLES]
    if not Request.objects.exists():
        _receive(list(_requests(examples))[-(requests or 0) :], progress)
    return found


def _sign_in(role: str) -> SignIn:
    """The account of a role, with its password and its authenticator."""
    account = Account.objects.get(username=f"example-{role}")
    if not account.check_password(PASSWORD):
        account.set_password(PASSWORD)
        account.save(update_fields=("password",))
    if not Authenticator.objects.filter(user=account).exists():
        TOTP.activate(account, secret_of(role))
    return SignIn(account.username, role, PASSWORD, secret_of(role), code(secret_of(role)))


def code(secret: str) -> str:
    """The code that an authenticator shows now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // _CODE_SECONDS))


def secret_of(role: str) -> str:
    """The authenticator's secret of a role: the same at every demonstration (base 32)."""
    return role.upper().ljust(32, "A")


def _channels() -> None:
    """Every agency is reached by a receiver on this machine."""
    for name in ("us/ice", "us/fbi", "us/cbp", "us-xx/county"):
        if name in ("us/fbi", "us/cbp"):
            named = f"Example agency {name}"
            office.agency(name, system(), name=named, immigration=name == "us/cbp")
        if not Channel.objects.filter(agency__code=name).exists():
            office.channel(name, "webhook", RECEIVER, {}, system(), secret=RECEIVER_SECRET)


def _requests(examples: Path) -> Iterator[dict[str, Any]]:
    """The cases of the day that the police answer, the last one now; and cases A and B."""
    lines = (examples / "day.jsonl").read_text(encoding="utf-8").splitlines()
    day = [json.loads(line) for line in lines]
    now = timezone.now()
    by = now - max(_at(case) for case in day)
    for case in day:
        if case["agency"] == made_up.AGENCY:
            yield moved(case, by)
    for name in ("case-a", "case-b"):
        case = json.loads((examples / f"{name}.json").read_text(encoding="utf-8"))
        yield moved(case, now - _at(case) - _BEFORE_NOW)


def moved(case: dict[str, Any], by: timedelta) -> dict[str, Any]:
    """A case with every instant moved by so much, and every day by as many whole days."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: walk(part) for name, part in value.items()}
        if isinstance(value, list):
            return [walk(part) for part in value]
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            return (datetime.fromisoformat(value) + by).isoformat(timespec="seconds")
        if isinstance(value, str) and _DAY.fullmatch(value):
            return (date.fromisoformat(value) + timedelta(by.days)).isoformat()
        return value

    found: dict[str, Any] = walk(case)
    return found


def _at(case: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(case["at"])


def _receive(cases: list[dict[str, Any]], progress: Callable[[int, int], None]) -> None:
    """Puts each on record at its hour."""
    clerk = Account.objects.get(username="example-clerk")
    for number, case in enumerate(sorted(cases, key=_at)):
        said = {name: case[name] for name in PARTS if name in case}
        came = Received(
            "json",
            json.dumps(said).encode(),
            f"{case['id']}.json",
            None,
            said,
            (("event", case["id"]),),
            (),
        )
        requester = said["request"]["from"]
        receive.receive(came, Hand(clerk, _at(case)), agency=case["agency"], requester=requester)
        progress(number + 1, len(cases))
