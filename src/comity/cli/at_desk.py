"""What every command at the desk does first: open the desk, and find who acts and what about.

MUST: a command imports this module inside its function, so that `comity decide` starts without it.
"""

import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from comity.desk import setup
from comity.errors import DeskError, InputError

if TYPE_CHECKING:
    from comity.desk.hand import Hand
    from comity.desk.models import Contact, Decision, Override, Person, Request

WORKING: Final = ("clerk", "supervisor", "lawyer")
"""The roles that handle requests; an inspector reads and an administrator keeps accounts."""

_NUMBER: Final = re.compile(r"([A-Z]?)([0-9]{1,18})")


def open_desk() -> None:
    """Makes Django ready and sees that there is a desk. Raises DeskError."""
    setup.configure()
    setup.check_made()


def hand(name: str | None, agency: str | None = None, roles: Sequence[str] = WORKING) -> "Hand":
    """Who acts, now; the program itself where nobody is named.

    Raises DeskError for an account that is unknown, closed, of another role or another agency.
    """
    from django.utils import timezone

    from comity.desk.hand import Hand, system
    from comity.desk.models import Account

    if name is None:
        return system()
    found = Account.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise DeskError(f"{name} has no account here", expected="`comity desk account` to make one")
    if found.role not in roles:
        raise DeskError(f"{name} has the role {found.role}", expected=" or ".join(roles))
    if agency and found.agency != agency:
        works = found.agency or "no agency"
        raise DeskError(f"{name} works for {works}", expected=f"somebody of {agency}")
    return Hand(found, timezone.now())


def request(text: str) -> "Request":
    """The request of a number, as R12 or 12. Raises DeskError."""
    from comity.desk.models import Request

    rows = Request.objects.select_related("person", "status")
    found = rows.filter(pk=number(text, "R")).first()
    if found is None:
        raise DeskError(f"there is no request {text}", expected="a number, as R12")
    return found


def decision(text: str) -> "Decision":
    """The decision of a number (D13), or the one that stands on a request (R12)."""
    from comity.desk.actions import standing
    from comity.desk.models import Decision

    if not text.startswith("D"):
        asked = request(text)
        found = standing.in_force(asked, "request", asked.requester)
    else:
        rows = Decision.objects.select_related("request__person")
        found = rows.filter(pk=number(text, "D")).first()
    if found is None:
        raise DeskError(f"{text} has no decision", expected="`comity answer` shows where it stands")
    return found


def person(text: str) -> "Person":
    """The person of a number (P3), or the one whom a request (R12) names."""
    from comity.desk.models import Person

    if not text.startswith("P"):
        return request(text).person
    found = Person.objects.filter(pk=number(text, "P")).first()
    if found is None:
        raise DeskError(f"there is no person {text}", expected="a number, as P3, or a request's")
    return found


def contact(text: str) -> "Contact":
    """The contact of a number, as C15. Raises DeskError."""
    from comity.desk.models import Contact

    rows = Contact.objects.select_related("request")
    found = rows.filter(pk=number(text, "C")).first()
    if found is None:
        raise DeskError(f"there is no contact {text}", expected="a number, as C15")
    return found


def override(number: int | None) -> "Override | None":
    """The override of a number, if one is named. Raises DeskError."""
    from comity.desk.models import Override

    if number is None:
        return None
    found = Override.objects.filter(pk=number).first()
    if found is None:
        raise DeskError(f"there is no override {number}", expected="`comity override` first")
    return found


def number(text: str, letter: str) -> int:
    """The number in a text such as R12. Raises InputError for another letter or none at all."""
    match = _NUMBER.fullmatch(text)
    if match is None or match[1] not in ("", letter):
        raise InputError(f"{text!r} is no number", expected=f"as {letter}12")
    return int(match[2])


def pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """Names and values from `name=value`. Raises InputError for one without."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise InputError(f"{text!r} sets nothing", field=option, expected="name=value")
        found[name] = value
    return found


def plain(value: str) -> Any:
    """A setting's value: a whole number or true/false where it is one, else the text."""
    if re.fullmatch(r"[0-9]{1,9}|true|false", value):
        return json.loads(value.lstrip("0") or "0") if value.isdecimal() else value == "true"
    return value


def instant(text: str, option: str) -> datetime:
    """An aware instant from ISO 8601. Raises InputError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min  # noqa: DTZ901, refused below as an instant without a zone
    if found.tzinfo is None:
        expected = "an instant with its offset, as 2017-06-01T10:00:00-04:00"
        raise InputError(f"{text!r} is no instant", field=option, expected=expected)
    return found


def say(line: str = "") -> None:
    """Prints one line."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
