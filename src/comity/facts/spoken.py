"""A request by telephone or in person, typed in by whoever took it: `request.kind=detainer`.

MUST: only the requester's parts of a case are typed in here, each as a fact of its type; the hour
and the agency are set by the receiver.
"""

from collections.abc import Sequence
from typing import Final

from comity.errors import InputError
from comity.facts.assume import with_values
from comity.facts.load import case_from
from comity.facts.write import to_json
from comity.intake.received import NUMBERS, PARTS, Received, one_line
from comity.intake.shown import shown, shown_key

HOWS: Final = ("telephone", "in-person", "paper")
"""The ways in that a person types: paper is a form that no reader reads."""

_NOTHING_KNOWN: Final = {"id": "spoken", "at": "2000-01-01T00:00:00Z", "agency": "none/none"}


def spoken(
    how: str,
    said_pairs: Sequence[str],
    by: str,
    note: str,
    sender: str | None = None,
    numbers: Sequence[tuple[str, str]] = (),
) -> Received:
    """The request that somebody took, with what was said as `path=value`.

    `by`: who took it; `note`: in whose words and how; `sender`: who asked. The original is the text
    as typed. Raises InputError for a path that is no fact of a request, or a value that does not
    fit; what contradicts itself is refused.
    """
    if how not in HOWS:
        raise InputError(f"this is {shown(how)}", field="how", expected=f"one of {', '.join(HOWS)}")
    if one_line(by) is None:
        raise InputError("nobody is named", field="by", expected="who took the request")
    _check_paths(said_pairs)
    _check_numbers(numbers)
    stated = to_json(with_values(case_from(_NOTHING_KNOWN), said_pairs))
    said = {part: stated[part] for part in PARTS if part in stated}
    typed = _as_typed(how, said_pairs, by, note, sender, numbers)
    name = f"{how}, taken by {one_line(by)}"
    return Received(how, typed, name, sender, said, tuple(numbers), (), text=note or None)


def _check_paths(said_pairs: Sequence[str]) -> None:
    seen: set[str] = set()
    for pair in said_pairs:
        path = pair.partition("=")[0]
        if path.partition(".")[0] not in PARTS:
            expected = f"a fact of {', '.join(PARTS)}"
            raise InputError(
                "a requester does not say this", field=shown_key(path), expected=expected
            )
        if path in seen:
            raise InputError("it is said twice", field=shown_key(path), expected="each fact once")
        seen.add(path)


def _check_numbers(numbers: Sequence[tuple[str, str]]) -> None:
    for kind, number in numbers:
        if kind not in NUMBERS or one_line(number) != number:
            expected = f"a number for one of {', '.join(NUMBERS)}"
            raise InputError(f"this is {shown(number)}", field=shown_key(kind), expected=expected)


def _as_typed(
    how: str,
    said_pairs: Sequence[str],
    by: str,
    note: str,
    sender: str | None,
    numbers: Sequence[tuple[str, str]],
) -> bytes:
    lines = [f"how: {how}", f"by: {by}", f"sender: {sender or ''}"]
    lines += [f"number {kind}: {number}" for kind, number in numbers]
    return "\n".join([*lines, *said_pairs, "", note, ""]).encode("utf-8", "backslashreplace")
