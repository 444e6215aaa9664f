"""The proof of a condition: every part with its value, and the facts that it looked at.

Same values as `reference`, kept as a tree. From it come the facts on which a value rests, and the
unknown facts that keep one from being known.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from comity.decide import reference
from comity.model import tree
from comity.model.case import Case


@frozen
class Step:
    """A node with its value. `path` names a fact; the steps under a quantifier are its elements."""

    node: tree.Node
    value: Any
    path: str = ""
    steps: tuple["Step", ...] = ()


Named = Mapping[str, tuple[Any, str]]
NOBODY: Named = {}


def trace(node: tree.Node, case: Case, known: dict[int, Step] | None = None) -> Step:
    """The proof of a node for a case.

    `known` keeps the proofs of this case's conditions, by the identity of their nodes: what stands
    in several conditions is proved once. It holds only as long as those nodes do.
    """
    return _step(node, case, {}, known)


def _step(node: tree.Node, case: Case, names: Named, known: dict[int, Step] | None) -> Step:
    if names or known is None:
        return _worked_out(node, case, names, known)
    key = id(node)
    if key not in known:
        known[key] = _worked_out(node, case, names, known)
    return known[key]


def _worked_out(node: tree.Node, case: Case, names: Named, known: dict[int, Step] | None) -> Step:
    match node:
        case tree.Const(value):
            return Step(node, value)
        case tree.Fact(path):
            return Step(node, reference.fact(node, case), ".".join(path))
        case tree.Var(name):
            element, where = names[name]
            return Step(node, element, where)
        case tree.Member(of, name, attribute, _):
            above = _step(of, case, names, known)
            return Step(node, getattr(above.value, attribute), f"{above.path}.{name}")
        case tree.Term():
            body = _step(node.body, case, names, known)
            return Step(node, body.value, body.path, (body,))
        case tree.Quantified() | tree.Count():
            return _over_list(node, case, names, known)
    steps = tuple(_step(child, case, names, known) for child in tree.children(node))
    return Step(node, _combined(node, steps), "", steps)


def _combined(node: tree.Node, steps: tuple[Step, ...]) -> Any:
    values = tuple(step.value for step in steps)
    match node:
        case tree.And():
            return reference.conjunction(values)
        case tree.Or():
            return reference.disjunction(values)
        case tree.Not():
            return reference.negation(values[0])
        case tree.Unknown():
            return values[0] is None
        case tree.Surely():
            return values[0] is True
        case tree.Perhaps():
            return values[0] is not False
        case tree.Listed(table):
            return reference.listed(table, values)
    if None in values:
        return None
    if isinstance(node, tree.Call):
        return reference.call(node, values)
    return reference.operation(node, values)


def _over_list(
    node: tree.Quantified | tree.Count, case: Case, names: Named, known: dict[int, Step] | None
) -> Step:
    items = _step(node.items, case, names, known)
    if items.value is None or node.body is None or node.var is None:
        size = None if items.value is None else len(items.value)
        return Step(node, size, "", (items,))
    bodies = tuple(
        _step(node.body, case, {**names, node.var: (one, f"{items.path}[{n}]")}, known)
        for n, one in enumerate(items.value)
    )
    truths = [step.value for step in bodies]
    if isinstance(node, tree.Count):
        value: Any = reference.counted(truths)
    else:
        value = reference.quantified(node.kind, truths)
    return Step(node, value, "", (items, *bodies))


def rests_on(step: Step) -> Iterator[Step]:
    """The facts that suffice for a step's value: one true part of an `||`, every part of an `&&`.

    For an unknown value, the facts that keep it unknown.
    """
    match step.node:
        case tree.Const():
            return
        case tree.Fact() | tree.Var() | tree.Member():
            yield step
        case tree.And() | tree.Or():
            decisive = isinstance(step.node, tree.Or)
            yield from _of_parts(step, step.steps, decisive)
        case tree.Quantified(kind=kind):
            items, *bodies = step.steps
            if items.value is None or not bodies:
                yield items
            elif kind == "exists_one":  # one is enough only if the others are none
                for body in bodies:
                    yield from rests_on(body)
            else:
                yield from _of_parts(step, tuple(bodies), kind != "all")
        case _:
            for part in step.steps:
                yield from rests_on(part)


def _of_parts(step: Step, parts: tuple[Step, ...], decisive: bool) -> Iterator[Step]:
    if step.value is decisive:
        yield from rests_on(next(part for part in parts if part.value is decisive))
        return
    for part in parts:
        if part.value is step.value or step.value is not None:
            yield from rests_on(part)


def unknowns(step: Step, case: Case, names: Named = NOBODY) -> Iterator[str]:
    """The paths of the unknown facts that keep a step's value unknown.

    Where a list is unknown, also what its elements will be held against: a list that becomes known
    settles nothing while that is unknown.
    """
    if step.value is not None:
        return
    if not step.steps:
        yield step.path
        return
    node = step.node
    if not isinstance(node, tree.Quantified | tree.Count) or node.body is None or node.var is None:
        for part in step.steps:
            yield from unknowns(part, case, names)
        return
    items, *bodies = step.steps
    yield from unknowns(items, case, names)
    for n, body in enumerate(bodies):
        element = (items.value[n], f"{items.path}[{n}]")
        yield from unknowns(body, case, {**names, node.var: element})
    if items.value is None:
        yield from _beside(node.body, case, names, {node.var})


def _beside(node: tree.Node, case: Case, names: Named, unseen: set[str]) -> Iterator[str]:
    """The unknown facts in the parts of a condition that do not depend on unseen elements."""
    if not _reads(node, unseen):
        yield from unknowns(_step(node, case, names, None), case, names)
        return
    if not isinstance(node, tree.Quantified | tree.Count) or node.body is None or node.var is None:
        for child in tree.children(node):
            yield from _beside(child, case, names, unseen)
        return
    yield from _beside(node.items, case, names, unseen)
    items = None if _reads(node.items, unseen) else _step(node.items, case, names, None)
    if items is None or items.value is None:
        yield from _beside(node.body, case, names, unseen | {node.var})
        return
    for n, one in enumerate(items.value):
        element = (one, f"{items.path}[{n}]")
        yield from _beside(node.body, case, {**names, node.var: element}, unseen)


def _reads(node: tree.Node, names: set[str]) -> bool:
    if isinstance(node, tree.Var):
        return node.name in names
    return any(_reads(child, names) for child in tree.children(node))
