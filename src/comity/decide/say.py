"""Conditions and facts in words, for a reader: near the text of the rule, in plain English.

For people only. MUST NOT be parsed, compared or decided by: the node says what is meant.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from comity.model import tree
from comity.model.decision import MAY, MUST, MUST_NOT, SILENT, UNDETERMINED
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH, Node

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_ORDER: Mapping[object, Mapping[str, str]] = {
    NUMBER: {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"},
    DAY: {"<": "before", "<=": "on or before", ">": "after", ">=": "on or after"},
    INSTANT: {"<": "before", "<=": "at or before", ">": "after", ">=": "at or after"},
}
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
_TIME = "the time of the case"
_NOT_COUNTED = {"saturday": "Saturdays", "sunday": "Sundays", "holiday": "holidays"}


OUTCOMES = {
    MUST: "must",
    MAY: "may",
    MUST_NOT: "must not",
    SILENT: "the law does not say",
    UNDETERMINED: "not settled, facts are missing",
}
"""The outcomes in words."""

DUTIES = {
    "release": "release the person",
    "not-notify": "not tell of the release",
    "record": "make a record of the request",
    "record-purpose": "write down the purpose that is stated",
    "report": "report it",
    "search": "make the search",
    "give-copy": "give the person a copy",
    "inform-person": "inform the person",
    "inform-court": "inform the court",
    "court-review": "have a court review it",
    "privacy-officer-approval": "ask for the privacy officer's approval",
}
"""What is owed, in words."""


def say(node: Node) -> str:
    """A node in words: `c.judgment is on or after five years before custody.arrested`."""
    return _clause(node, True)


def told(value: object) -> str:
    """A fact's value in words, as the case or its JSON has it: an empty list is `none`."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        if all(isinstance(one, str) for one in value):
            return ", ".join(value) or "none"
        return "1 entry" if len(value) == 1 else f"{len(value)} entries"
    return str(value)


def entry(data: object) -> str:
    """An element of a list, from JSON, in a line: `NY PL 120.01, felony, sentenced`.

    What is unknown is left out.
    """
    if not isinstance(data, Mapping):
        return told(data)
    crime = " ".join(data[name] for name in ("code", "section", "subdivision") if data.get(name))
    rest = {name: one for name, one in data.items() if name not in _IN_CRIME and one is not None}
    return ", ".join([*([crime] if crime else []), *(_noted(*one) for one in rest.items())])


_IN_CRIME = ("code", "section", "subdivision")
_SPEAK_FOR_THEMSELVES = ("kind", "grade")


def _noted(name: str, value: Any) -> str:
    words = name.replace("_", " ")
    if isinstance(value, bool):
        return words if value else f"not {words}"
    if name in _SPEAK_FOR_THEMSELVES:
        return str(value)
    if isinstance(value, list) and value and isinstance(value[0], list):
        return f"{words} " + " and ".join(_period(*one) for one in value)
    return f"{words} {told(value)}"


def _period(first: str, last: str | None) -> str:
    return f"{first} to {last}" if last else f"since {first}"


def _clause(node: Node, yes: bool) -> str:
    """A truth, or with `yes` false its contrary."""
    match node:
        case tree.Not(part):
            return _clause(part, not yes)
        case tree.And(parts) | tree.Or(parts):
            return _joined(parts, "and" if isinstance(node, tree.And) else "or", yes)
        case tree.Compare():
            return _comparison(node, yes)
        case tree.Among(item, options):
            return _among(item, options, yes)
        case tree.StartsWith(of, prefix):
            return f'{_value(of)} {"begins" if yes else "does not begin"} with "{prefix}"'
        case tree.Listed(table, args):
            return f"{_crime(args)} is {'' if yes else 'not '}on the schedule “{table.name}”"
        case tree.Quantified():
            return _quantified(node, yes)
        case tree.Term() if _type(node) == TRUTH:
            return _term(node, yes)
        case tree.Unknown(part):
            return f"{_value(part)} is {'unknown' if yes else 'known'}"
        case tree.Surely(part):
            return _clause(part, True) + (", surely" if yes else " is not sure")
        case tree.Perhaps(part):
            return _clause(part, True) + (", perhaps" if yes else " is ruled out")
    return _value(node) if yes else f"not {_value(node)}"


def _value(node: Node) -> str:
    match node:
        case tree.Const(known):
            return f'"{known}"' if isinstance(known, str) else told(known)
        case tree.Fact(path):
            # `at` alone would read as a preposition.
            return _TIME if path == ("at",) else ".".join(path)
        case tree.Var(name):
            return _variable(name)
        case tree.Member(of, name):
            return f"{_value(of)}.{name}"
        case tree.Plus():
            return _sum(node)
        case tree.Call():
            return _call(node)
        case tree.Count(items, var, body):
            which = f" {_variable(var)} where {_clause(body, True)}" if var and body else ""
            return f"the number of entries{which} in {_value(items)}"
        case tree.Term() if _type(node) != TRUTH:
            return _title(node) + "".join(f" of {_value(arg)}" for arg in node.args)
    return _clause(node, True)


def _joined(parts: tuple[Node, ...], word: str, yes: bool) -> str:
    if len(parts) == 1:
        return _clause(parts[0], yes)
    text = f" {word} ".join(_bracketed(part) for part in parts)
    return text if yes else f"not ({text})"


def _bracketed(node: Node) -> str:
    """A part of a longer condition, in brackets where it could run into the next part."""
    text = _clause(node, True)
    joined = isinstance(node, tree.And | tree.Or) and len(node.parts) > 1
    return f"({text})" if joined or " where " in text or text.startswith("for ") else text


def _comparison(node: tree.Compare, yes: bool) -> str:
    left, right = node.left, node.right
    op = node.op if yes else _OPPOSITE[node.op]
    if isinstance(right, tree.Const) and isinstance(right.value, bool):
        return _clause(left, (op == "==") is right.value)
    if op in ("==", "!="):
        return f"{_value(left)} is {'not ' if op == '!=' else ''}{_value(right)}"
    return f"{_value(left)} is {_ORDER[_type(left)][op]} {_value(right)}"


def _among(item: Node, options: Node, yes: bool) -> str:
    if not isinstance(options, tree.Const):
        return f"{_value(options)} {'includes' if yes else 'does not include'} {_value(item)}"
    texts = [f'"{one}"' for one in options.value]  # type: ignore[attr-defined]
    if len(texts) == 1:
        return f"{_value(item)} is {'' if yes else 'not '}{texts[0]}"
    # Not "a or b": the comparison may itself be part of an `and`.
    return f"{_value(item)} is {'one' if yes else 'none'} of {', '.join(texts)}"


def _crime(args: tuple[Node, ...]) -> str:
    """What is looked up: the entry itself where all its parts are, as in `listed("x", c)`."""
    owners = {arg.of if isinstance(arg, tree.Member) else None for arg in args}
    names = tuple(arg.name for arg in args if isinstance(arg, tree.Member))
    if names == _IN_CRIME and len(owners) == 1:
        return _value(args[0].of)  # type: ignore[attr-defined]
    texts = [str(arg.value) if isinstance(arg, tree.Const) else _value(arg) for arg in args]
    return ", ".join(one for one in texts if one)


def _quantified(node: tree.Quantified, yes: bool) -> str:
    items, var, body = _value(node.items), _variable(node.var), node.body
    if node.kind == "all":
        every = f"every entry {var} of {items}, {_bracketed(body)}"
        return f"for {every}" if yes else f"not for {every}"
    has, denied = "has an entry", "has no entry"
    if node.kind == "exists_one":
        has, denied = "has exactly one entry", "does not have exactly one entry"
    which = f"{var} where {_clause(body, True)}"
    if isinstance(body, tree.Term) and body.args == (tree.Var(node.var),):
        which = f"that meets {_title(body)}"
    return f"{items} {has if yes else denied} {which}"


def _term(node: tree.Term, yes: bool) -> str:
    if not node.args:
        return f"{_title(node)} {'applies' if yes else 'does not apply'}"
    of = " with ".join(_value(arg) for arg in node.args)
    return f"{of} {'meets' if yes else 'does not meet'} {_title(node)}"


def _title(node: tree.Term) -> str:
    """Title and citation; the name too where the title alone may be that of another definition."""
    name = node.name.replace("_", " ")
    heading = set(node.title.lower().split())
    title = node.title if heading.issuperset(name.split()) else f"{node.title}: {name}"
    return f"“{title}” ({node.cite})"


def _sum(node: tree.Plus) -> str:
    left, right = _value(node.left), _value(node.right)
    if node.type != DAY:
        return f"{left} {'plus' if node.sign > 0 else 'minus'} {right}"
    if isinstance(node.right, tree.Const):
        days = _counted(node.right.value, "day")
        return f"{days} {'after' if node.sign > 0 else 'before'} {left}"
    return f"{left}, moved {'forward' if node.sign > 0 else 'back'} by {right}"


def _call(node: tree.Call) -> str:
    first, *others = (_value(arg) for arg in node.args)
    day = f"the day of {'the case' if first == _TIME else first}"
    match node.function:
        case "day":
            return day
        case "end_of_day":
            return f"the end of {day}"
        case "years_before" | "years_after":
            years = _counted(node.args[1].value, "year")  # type: ignore[attr-defined]
            return f"{years} {node.function.removeprefix('years_')} {first}"
        case "days_served":
            return f"the days of {first} between {others[0]} and {others[1]}"
        case "hours_after":
            return f"{_counted(node.args[1].value, 'hour')} after {first}{_left_out(node)}"  # type: ignore[attr-defined]
    return f"{node.function}({', '.join([first, *others])})"


def _left_out(node: tree.Call) -> str:
    days = [_NOT_COUNTED[one] for one in node.args[2].value]  # type: ignore[attr-defined]
    if not days:
        return ""
    joined = f"{', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else days[0]
    # Two lists of holidays may stand in one condition.
    which = f" ({node.calendar.name})" if "holidays" in days else ""
    return f", {joined}{which} not counted"


def _counted(number: Any, unit: str) -> str:
    text = _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)
    return f"{text} {unit}" if number == 1 else f"{text} {unit}s"


def _variable(name: str) -> str:
    # A variable is named with its depth, `c@0`; the reader wants the name in the rule.
    return name.partition("@")[0]


def _type(node: Node) -> object:
    match node:
        case tree.Fact() | tree.Member() | tree.Plus() | tree.Call():
            return node.type
        case tree.Term(body=body):
            return _type(body)
        case tree.Count():
            return NUMBER
        case tree.Var():
            return TEXT
        case tree.Const(bool()):
            return TRUTH
        case tree.Const(known):
            return {int: NUMBER, date: DAY, datetime: INSTANT}.get(type(known), TEXT)
    return TRUTH
