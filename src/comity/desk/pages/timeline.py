"""What happened to a request, entry by entry: when, what, who, and the reason that was given.

MUST: nothing here comes from anywhere but the entries, so that the page shows what is on record.
"""

import json
from datetime import datetime
from typing import Any, Final

from attrs import frozen
from django.utils.translation import gettext as _

from comity.desk import keys
from comity.desk.models import Account, Entry, Request
from comity.desk.pages import words
from comity.errors import SealError

MOST: Final = 200


@frozen
class Moment:
    """One entry in words."""

    number: int
    at: datetime
    kind: str
    what: str
    said: tuple[str, ...]
    by: str
    reason: str


@frozen
class Timeline:
    """The moments of a request, who read it, and what a person was to look at when it came."""

    moments: tuple[Moment, ...]
    reads: tuple[Moment, ...]
    marks: tuple[str, ...]
    called: str
    longer: bool


def of(request: Request, key: bytes | None) -> Timeline:
    """The latest entries of a request, oldest first. Without the key, what is public alone."""
    rows = Entry.objects.filter(request=request).order_by("-number")[: MOST + 1]
    entries = [*reversed(rows)]
    told = [(one, json.loads(bytes(one.body))["public"]) for one in entries[-MOST:]]
    names = dict(
        Account.objects.filter(pk__in={public.get("by") for _one, public in told}).values_list(
            "pk", "username"
        )
    )
    # The first entry is that of the request itself, and names the marks.
    first = next((one for one in entries if one.number == request.pk), None)
    received = _private(first, request, key) if first else {}
    moments = [
        _moment(one, public, _private(one, request, key), names.get(public.get("by"), "?"))
        for one, public in told
    ]
    return Timeline(
        tuple(one for one in moments if one.kind != "read"),
        tuple(one for one in moments if one.kind == "read"),
        tuple(received.get("marks") or ()),
        received.get("called") or "",
        len(rows) > MOST,
    )


def _private(entry: Entry, request: Request, key: bytes | None) -> dict[str, Any]:
    if key is None or entry.sealed is None or entry.person_id != request.person_id:
        return {}
    try:
        held = keys.unclose(key, bytes(entry.sealed), f"entry {entry.number}")
    except SealError:
        return {}
    private = held.get("private")
    return private if isinstance(private, dict) else {}


def _moment(entry: Entry, public: dict[str, Any], private: dict[str, Any], by: str) -> Moment:
    reason = private.get("reason") or (public.get("reason") if entry.kind == "read" else "")
    what = str(words.word(words.ENTRIES, entry.kind))
    said = tuple(str(one) for one in _said(entry.kind, public))
    return Moment(entry.number, entry.at, entry.kind, what, said, by, str(reason or ""))


def _said(kind: str, public: dict[str, Any]) -> list[Any]:
    """What an entry says in public, in words."""
    word = words.word
    match kind:
        case "request-received":
            return [public.get("requester"), word(words.WAYS, public.get("how", ""))]
        case "facts":
            return [_("version %s") % public["version"]] if "version" in public else []
        case "decision":
            return [word(words.KINDS, public.get("question", "")), public.get("recipient")]
        case "signature":
            acts = [word(words.ACTS, one) for one in public.get("actions", ())]
            return [word(words.VERDICTS, public.get("verdict", "")), *acts]
        case "contact":
            items = [word(words.ITEMS, one) for one in public.get("items", ())]
            return [word(words.CONTACTS, public.get("kind", "")), public.get("recipient"), *items]
        case "override":
            items = [word(words.ITEMS, one) for one in public.get("items", ())]
            return [public.get("recipient"), *items]
        case "outcome":
            return [word(words.HAPPENED, public.get("outcome", ""))]
        case "read":
            return [public.get("page")]
    return [value for name, value in public.items() if name in ("decision", "recipient", "what")]
