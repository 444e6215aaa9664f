"""What is missing: the smallest set of facts that settles an outcome whatever they turn out to be.

A condition is taken apart into *atoms*, its comparisons and quantifiers; a set of facts settles
the outcome if, with every atom that they decide either true or false, it is known each time.
Atoms that share a fact are varied apart, so a set may be larger than the law strictly needs,
never too small.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import combinations

from comity.decide import plan as planning
from comity.decide import reference
from comity.decide.diagram import FALSE, TRUE, UNKNOWN, Diagrams, Trio, condition
from comity.decide.reference import Truth
from comity.decide.trace import trace, unknowns
from comity.model import tree
from comity.model.case import Case

Atoms = Mapping[tree.Node, Truth]


def is_atom(node: tree.Node) -> bool:
    """Whether a truth is taken as one piece: anything but `&&`, `||`, `!`, a term or a literal."""
    return not isinstance(node, tree.And | tree.Or | tree.Not | tree.Term | tree.Const)


@cache
def atoms(node: tree.Node) -> tuple[tree.Node, ...]:
    """The atoms of a condition, each once, in reading order."""
    if isinstance(node, tree.Const):
        return ()
    if is_atom(node):
        return (node,)
    parts = (node.body,) if isinstance(node, tree.Term) else tree.children(node)
    return tuple(dict.fromkeys(atom for part in parts for atom in atoms(part)))


def under(node: tree.Node, values: Atoms) -> Truth:
    """The truth of a condition when its atoms have these values."""
    match node:
        case tree.Const(value):
            return bool(value)
        case tree.And(parts):
            return reference.conjunction(under(part, values) for part in parts)
        case tree.Or(parts):
            return reference.disjunction(under(part, values) for part in parts)
        case tree.Not(part):
            return reference.negation(under(part, values))
        case tree.Term():
            return under(node.body, values)
        case _:
            return values[node]


def values_of(action: planning.ActionPlan, case: Case) -> dict[tree.Node, Truth]:
    """The value of every atom on which an action's outcome may depend."""
    nodes = (action.forbids, action.requires, action.permits)
    found = dict.fromkeys(atom for node in nodes for atom in atoms(node))
    return {atom: reference.value(atom, case) for atom in found}


def needs(action: planning.ActionPlan, case: Case) -> tuple[str, ...]:
    """The smallest set of unknown facts that settles an undetermined outcome, in reading order."""
    values = values_of(action, case)
    missing = {
        atom: frozenset(unknowns(trace(atom, case), case))
        for atom, value in values.items()
        if value is None
    }
    every = tuple(dict.fromkeys(path for paths in missing.values() for path in sorted(paths)))
    diagrams = Diagrams()

    def settles(chosen: Iterable[str]) -> bool:
        known = frozenset(chosen)
        atoms = {
            atom: _diagram(value, atom in missing and missing[atom] <= known, number, diagrams)
            for number, (atom, value) in enumerate(values.items())
        }
        return _undetermined(action, atoms, diagrams) == FALSE

    needed = [path for path in every if not settles(set(every) - {path})]
    rest = [path for path in every if path not in needed]
    for size in range(min(len(rest), _DEEPEST) + 1):
        for more in combinations(rest, size):
            if settles((*needed, *more)):
                return tuple(path for path in every if path in {*needed, *more})
    return _irredundant(every, settles)


_DEEPEST = 3


def _irredundant(
    every: tuple[str, ...], settles: Callable[[Iterable[str]], bool]
) -> tuple[str, ...]:
    """A set none of whose members can be spared, where looking for the smallest takes too long."""
    kept = list(every)
    for path in reversed(every):
        if settles([one for one in kept if one != path]):
            kept.remove(path)
    return tuple(kept)


def _diagram(value: Truth, varies: bool, number: int, diagrams: Diagrams) -> Trio:
    """An atom that is known, one that may turn out either way, or one that stays unknown."""
    if value is None:
        return diagrams.variable(number) if varies else UNKNOWN
    return Trio(TRUE, FALSE) if value else Trio(FALSE, TRUE)


def _undetermined(
    action: planning.ActionPlan, atoms: dict[tree.Node, Trio], diagrams: Diagrams
) -> int:
    """Where the outcome is undetermined: what `plan.outcome` says, read from its last line up."""
    forbids, requires, permits = (
        condition(node, atoms, diagrams)
        for node in (action.forbids, action.requires, action.permits)
    )
    found = diagrams.choose(diagrams.either(permits.true, permits.false), FALSE, TRUE)
    for truth in (requires, forbids):
        unless_false = diagrams.choose(truth.false, found, TRUE)
        found = diagrams.choose(truth.true, FALSE, unless_false)
    return found
