"""A new version of the facts from what was typed: its sources, its reason, and who was quicker.

MUST: only what was changed is written; what another put in meanwhile stays unless the same fact was
typed here as well, and then a person sees both before either is kept.
"""

from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import frozen
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from comity.decide.say import entry
from comity.desk import case as cases
from comity.desk import keys, ledger
from comity.desk.actions import facts as entering
from comity.desk.actions import findings
from comity.desk.hand import Hand
from comity.desk.models import Request
from comity.desk.pages import acts, facts_form, known
from comity.desk.pages.facts_fields import UNKNOWN
from comity.desk.pages.facts_form import Change, FactsForm
from comity.errors import DeskError, InputError, Place
from comity.facts import case_from
from comity.intake.strict import parse

LARGEST_RECORD: Final = 2**20
_OF_A_RECORD: Final = {
    "charges": "person.charges",
    "convictions": "person.convictions",
    "arrested": "custody.arrested",
    "released_otherwise_at": "custody.released_otherwise_at",
}


class NoReason(Exception):  # noqa: N818
    """Something that was known would change without a reason."""


@frozen
class Conflict:
    """A fact that was typed here and changed by somebody else: what each says."""

    says: str
    mine: str
    theirs: str


def version(request: Request, number: int) -> dict[str, Any]:
    """The facts of an earlier version as JSON. Raises DeskError if there is none."""
    found = request.versions.filter(version=number).first()
    if found is None:
        if number == 0:
            return {"request": {"from": request.requester}}
        raise DeskError(f"{request} has no version {number} of its facts")
    return cases.load(found, keys.key_of(request.person))


def conflicts(form: FactsForm, latest: dict[str, Any]) -> list[Conflict]:
    """The facts that were typed here, and that somebody else changed meanwhile as well."""
    return [
        Conflict(
            known.says(facts_form.field_of(one.path)),
            _told(one.path, one.value, form.zone),
            _told(one.path, facts_form.at(latest, one.path), form.zone),
        )
        for one in form.changes()
        if facts_form.at(latest, one.path) not in (one.was, one.value)
    ]


def merged(form: FactsForm, latest: dict[str, Any]) -> dict[str, Any]:
    """The latest version with what was typed put in place."""
    return facts_form.put(latest, form.changes())


def save(
    request: Request,
    number: int,
    latest: dict[str, Any],
    form: FactsForm,
    how: dict[str, Any],
    hand: Hand,
) -> str:
    """Saves what was typed over the latest version, and says what came of it.

    Nothing is saved where nothing differs, so that a form posted twice is saved once; only the
    first look at what a program read is kept without a change. Raises NoReason.
    """
    changes = [
        Change(one.path, facts_form.at(latest, one.path), one.value)
        for one in form.changes()
        if facts_form.at(latest, one.path) != one.value
    ]
    confirms = number == 1 and how["based_on"] == 1
    if not changes and not confirms:
        return _("Nothing was changed.")
    reason = _reason(changes, how["reason"], confirms)
    data = facts_form.put(latest, changes)
    named = {one.path: how["document"].strip() for one in changes}
    if confirms:
        named.setdefault("request", _called(request))
    data["sources"] = _sources(data.get("sources") or [], named, hand)
    made = entering.replace(request, data, hand, based_on=number, reason=reason)
    answers = ", ".join(
        f"{acts.word_of(one['action'])}: {acts.tag_of(one['is'])}" for one in made.changed
    )
    saved = _("Version %d of the facts is saved.") % made.facts.version
    return f"{saved} {_('Now')} {answers}." if answers else saved


def from_record(paper: UploadedFile | None, data: dict[str, Any]) -> dict[str, Any]:
    """The facts with those of a record (JSON) put in place. Raises InputError."""
    if paper is None or not paper.name:
        raise InputError(_("no file was chosen"), expected=_("a court record as JSON"))
    if (paper.size or 0) > LARGEST_RECORD:
        raise InputError(_("the record is too large"), expected=_("at most 1 MiB"))
    place = Place(paper.name, 1)
    try:
        stated = parse(paper.read().decode("utf-8-sig"), place)
    except UnicodeDecodeError:
        raise InputError(_("this is no text"), place=place, expected="UTF-8") from None
    if not isinstance(stated, dict):
        raise InputError(_("this is no record"), place=place, expected="{...}")
    parts = [
        one
        for one in (stated, stated.get("person"), stated.get("custody"))
        if isinstance(one, dict)
    ]
    found = {name: part[name] for part in parts for name in _OF_A_RECORD if name in part}
    if not found:
        raise InputError(
            _("nothing here can be used"), place=place, expected=", ".join(_OF_A_RECORD)
        )
    cleaned, _stated = findings.without({"person": found})
    return facts_form.put(
        data,
        [
            Change(path, UNKNOWN, cleaned["person"][n])
            for n, path in _OF_A_RECORD.items()
            if n in found
        ],
    )


def check(request: Request, data: dict[str, Any]) -> None:
    """Raises InputError if the facts are none."""
    case_from({**data, "id": request.number, "agency": request.agency})


def sources(data: dict[str, Any]) -> list[str]:
    """The documents that were named before, to be chosen again."""
    named = [one.get("document") for one in data.get("sources") or []]
    return list(dict.fromkeys(one for one in named if one))


def _reason(changes: list[Change], given: str, confirms: bool) -> str:
    """The reason that stands in the record."""
    if given.strip():
        return given.strip()
    if any(one.was is not UNKNOWN for one in changes):
        raise NoReason
    entered = "entered what was not known" if changes else ""
    return "; ".join(one for one in (entered, "compared with the paper" if confirms else "") if one)


def _sources(
    before: list[dict[str, Any]], named: dict[str, str], hand: Hand
) -> list[dict[str, Any]]:
    """The sources with those of the changed facts (document by path) in place of earlier ones."""
    kept = [one for one in before if one.get("path") not in named]
    own = {"by": hand.by.username, "at": hand.at.isoformat()}
    made = [
        {"path": path, **({"document": document} if document else {}), **own}
        for path, document in named.items()
    ]
    return [*kept, *made]


def _called(request: Request) -> str:
    """What the paper was called on which the request came."""
    private = ledger.private_of(request.entry)[1]
    return str(private.get("called") or "")


def _told(path: str, value: Any, zone: ZoneInfo) -> str:
    if value is UNKNOWN or value is None:
        return _("not known")
    field = facts_form.field_of(path)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "; ".join(entry(one) for one in value)
    return known.tell(field, path, value, zone)
