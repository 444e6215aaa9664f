"""The proof of every outcome from one generated Python function: the trace for many cases.

The function works out every part of every condition, for every element of every list, and keeps
each value; `Proof.steps` lays them out as the same tree that `trace` makes, when somebody reads
it. INVARIANT: no text of a rule enters the source; texts and tables are constants, by name.
"""

import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

import attrs
from attrs import frozen

from comity.decide import clock, reference
from comity.decide.plan import ActionPlan, outcome, plan
from comity.decide.trace import Step
from comity.model import tree
from comity.model.case import Case
from comity.model.provision import Version
from comity.model.tree import Node


@frozen
class Proof:
    """The outcomes of some actions, and the value of every part of every condition."""

    outcomes: tuple[str, ...]
    values: tuple[Any, ...]
    layout: "Layout" = attrs.field(repr=False)

    def steps(self, action: str) -> tuple[Step, Step, Step]:
        """The proofs of what forbids, requires and permits an act."""
        found = self.layout.plans[action]
        one, other, third = (
            self.layout.step(node, self.values)
            for node in (found.forbids, found.requires, found.permits)
        )
        return one, other, third


@lru_cache(maxsize=64)
def tracer(version: Version, actions: tuple[str, ...] | None = None) -> Callable[[Case], Proof]:
    """The function from a case to its proof, for all actions or those named, in order."""
    wanted = [one for one in plan(version).actions if actions is None or one.action in actions]
    layout = Layout({one.action: one for one in wanted})
    writer = _Writer(layout)
    outcomes = "".join(f"{writer.outcome(one)}, " for one in wanted)
    values = "".join(f"{name}, " for name in writer.top.names.values())
    layout.places = {node: n for n, node in enumerate(writer.top.names)}
    lines = [*writer.top.lines, f"return _proof(({outcomes}), ({values}), _layout)"]
    source = "def prove(case):\n" + "\n".join(f"    {line}" for line in lines)
    names: dict[str, Any] = {
        "_clock": clock,
        "_layout": layout,
        "_outcome": outcome,
        "_proof": Proof,
        "_reference": reference,
        "_timedelta": timedelta,
        **writer.constants,
    }
    with warnings.catch_warnings():
        # A literal condition is written out, and Python wonders why anybody would test it.
        warnings.simplefilter("ignore", SyntaxWarning)
        exec(compile(source, "<proof>", "exec"), names)
    made: Callable[[Case], Proof] = names["prove"]
    return made


class Layout:
    """Where the value of each part stands, so that a proof can be read.

    The value of a quantifier is a pair: its own value, and for each element the values of its body.
    """

    def __init__(self, plans: dict[str, ActionPlan]) -> None:
        self.plans = plans
        self.places: dict[Node, int] = {}
        self.within: dict[Node, dict[Node, int]] = {}

    def step(self, node: Node, values: tuple[Any, ...]) -> Step:
        """The proof of a condition that stands in no quantifier."""
        return self._step(node, [(self.places, values)], {})

    def _step(self, node: Node, frames: "Frames", paths: dict[str, tuple[Any, str]]) -> Step:
        match node:
            case tree.Const(known):
                return Step(node, known)
            case tree.Term():
                body = self._step(node.body, frames, paths)
                return Step(node, body.value, body.path, (body,))
            case tree.Var(name):
                return Step(node, *paths[name])
            case tree.Fact(path):
                return Step(node, _found(node, frames), ".".join(path))
            case tree.Member(of, name, _, _):
                return Step(node, _found(node, frames), f"{_path(of, paths)}.{name}")
            case tree.Quantified() | tree.Count():
                return self._over_list(node, frames, paths)
        steps = tuple(self._step(child, frames, paths) for child in tree.children(node))
        return Step(node, _found(node, frames), "", steps)

    def _over_list(
        self,
        node: tree.Quantified | tree.Count,
        frames: "Frames",
        paths: dict[str, tuple[Any, str]],
    ) -> Step:
        items = self._step(node.items, frames, paths)
        value, rows = _found(node, frames)
        if items.value is None or node.body is None or node.var is None:
            return Step(node, value, "", (items,))
        places, body, var = self.within[node], node.body, node.var
        steps = [
            self._step(body, [(places, row), *frames], {**paths, var: (one, f"{items.path}[{n}]")})
            for n, (one, row) in enumerate(zip(items.value, rows, strict=True))
        ]
        return Step(node, value, "", (items, *steps))


Frames = list[tuple[dict[Node, int], tuple[Any, ...]]]


def _found(node: Node, frames: Frames) -> Any:
    """The value of a node, from the innermost quantifier that has it."""
    return next(values[places[node]] for places, values in frames if node in places)


def _path(node: Node, paths: dict[str, tuple[Any, str]]) -> str:
    if isinstance(node, tree.Var):
        return paths[node.name][1]
    assert isinstance(node, tree.Member)
    return f"{_path(node.of, paths)}.{node.name}"


class _Frame:
    """The lines of a function body or of a loop in it, and the name of each node's value."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[Node, str] = {}


class _Writer:
    """Writes one line for each part of the conditions."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.constants: dict[str, object] = {}
        self.frames = [_Frame()]
        self._bound: list[str] = []
        self._count = 0

    @property
    def top(self) -> _Frame:
        """What stands outside every loop."""
        return self.frames[0]

    def outcome(self, action: ActionPlan) -> str:
        """The text of an action's outcome, once its conditions are written."""
        truths = (action.forbids, action.requires, action.permits)
        return f"_outcome({', '.join(self.name(node) for node in truths)})"

    def name(self, node: Node) -> str:
        """The name of a node's value; the line that works it out stands before."""
        match node:
            case tree.Const(known):
                return self._constant(known)
            case tree.Term():
                return self.name(node.body)
            case tree.Var(name):
                return _variable(name)
        for frame in self.frames:
            if node in frame.names:
                value = frame.names[node]
                pair = isinstance(node, tree.Quantified | tree.Count)
                return f"{value}[0]" if pair else value
        return self._written(node)

    def _written(self, node: Node) -> str:
        frame = self.frames[max(_depths(node, self._bound), default=0)]
        above, self.frames = self.frames, self.frames[: self.frames.index(frame) + 1]
        around, self._bound = self._bound, self._bound[: len(self.frames) - 1]
        if isinstance(node, tree.Quantified | tree.Count):
            text = self._loop(node)
        else:
            text = self._text(node)
        self.frames, self._bound = above, around
        self._count += 1
        name = f"v{self._count}"
        frame.lines.append(f"{name} = {text}")
        frame.names[node] = name
        return f"{name}[0]" if isinstance(node, tree.Quantified | tree.Count) else name

    def _constant(self, value: object) -> str:
        if value is None or isinstance(value, bool | int):
            return repr(value)
        self._count += 1
        self.constants[f"K{self._count}"] = value
        return f"K{self._count}"

    def _text(self, node: Node) -> str:
        match node:
            case tree.Fact():
                return ".".join(("case", *node.attributes))
            case tree.Member(of, _, attribute, _):
                return f"{self.name(of)}.{attribute}"
            case tree.And(parts):
                return _joined([self.name(part) for part in parts], decisive=False)
            case tree.Or(parts):
                return _joined([self.name(part) for part in parts], decisive=True)
            case tree.Not(part):
                name = self.name(part)
                return f"None if {name} is None else not {name}"
            case tree.Listed(table, args):
                given = "".join(f"{self.name(arg)}, " for arg in args)
                return f"_reference.listed({self._constant(table)}, ({given}))"
            case tree.Call():
                return self._known(_CALLS[node.function], node.args, node.calendar)
            case tree.Compare(op, left, right):
                return self._known(f"{{}} {op} {{}}", (left, right))
            case tree.Among(item, options):
                return self._known("{} in {}", (item, options))
            case tree.StartsWith(of, prefix):
                return self._known(f"{{}}.startswith({self._constant(prefix)})", (of,))
            case tree.Plus(left, right, sign, type_):
                days = "_timedelta({})" if type_ == tree.DAY else "{}"
                return self._known("{} " + "-+"[sign > 0] + f" {days}", (left, right))
        raise TypeError(f"no node of a rule: {node!r}")

    def _known(self, form: str, operands: tuple[Node, ...], calendar: object = None) -> str:
        """An operation on operands that must all be known."""
        names = [self.name(one) for one in operands]
        tests = [
            f"{name} is None"
            for name, one in zip(names, operands, strict=True)
            if not isinstance(one, tree.Const)
        ]
        given = [*names, self._constant(calendar)] if calendar is not None else names
        text = form.format(*given)
        return f"None if {' or '.join(tests)} else {text}" if tests else text

    def _loop(self, node: tree.Quantified | tree.Count) -> str:
        items = self.name(node.items)
        if node.body is None or node.var is None:
            return f"(None if {items} is None else len({items}), ())"
        frame = _Frame()
        self.frames = [*self.frames, frame]
        self._bound.append(node.var)
        truth = self.name(node.body)
        self._bound.pop()
        self.frames = self.frames[:-1]
        self.layout.within[node] = {one: n for n, one in enumerate(frame.names)}
        self._count += 1
        rows, truths = f"r{self._count}", f"t{self._count}"
        body = [
            f"{rows}, {truths} = [], []",
            f"for {_variable(node.var)} in {items} or ():",
            *(f"    {line}" for line in frame.lines),
            f"    {truths}.append({truth})",
            f"    {rows}.append(({''.join(f'{one}, ' for one in frame.names.values())}))",
        ]
        self.frames[-1].lines += body
        kind = node.kind if isinstance(node, tree.Quantified) else "count"
        return f"(None if {items} is None else _reference.{_TOTALS[kind]}({truths}), {rows})"


_TOTALS = {
    "exists": "disjunction",
    "all": "conjunction",
    "exists_one": "exactly_one",
    "count": "counted",
}
_CALLS = {
    "day": "_clock.day_of({}, {})",
    "end_of_day": "_clock.end_of_day({}, {})",
    "years_before": "_clock.years_before({}, {})",
    "years_after": "_clock.years_before({}, -{})",
    "days_served": "_clock.days_served({}, {}, {})",
    "hours_after": "_clock.hours_after({}, {}, {}, {})",
}


def _joined(parts: list[str], *, decisive: bool) -> str:
    """Kleene's `&&` (decided by False) or `||` (decided by True)."""
    if not parts:
        return repr(not decisive)
    settled = " or ".join(f"{part} is {decisive}" for part in parts)
    open_ = " or ".join(f"{part} is None" for part in parts)
    return f"{decisive} if {settled} else None if {open_} else {not decisive}"


def _variable(name: str) -> str:
    written, _, depth = name.partition("@")
    return f"{written}_{depth}"


def _depths(node: Node, bound: list[str]) -> Iterator[int]:
    """The loops, counted from 1, whose variables a node reads."""
    if isinstance(node, tree.Var) and node.name in bound:
        yield bound.index(node.name) + 1
    for child in tree.children(node):
        yield from _depths(child, bound)
