"""Decision diagrams say of a condition what Kleene's logic says, for every way facts turn out."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from comity.decide.diagram import FALSE, TRUE, UNKNOWN, Diagrams, Trio, condition
from comity.decide.needs import under
from comity.model import tree

ATOMS = tuple(
    tree.Fact(("person", name), ("person", name), tree.TRUTH) for name in ("a", "b", "c", "d")
)
CONDITIONS = st.recursive(
    st.sampled_from(ATOMS) | st.booleans().map(tree.Const),
    lambda inner: (
        st.lists(inner, max_size=3).flatmap(
            lambda parts: st.sampled_from([tree.And(tuple(parts)), tree.Or(tuple(parts))])
        )
        | inner.map(tree.Not)
    ),
    max_leaves=12,
)


def at(diagrams: Diagrams, diagram: int, values: tuple[bool, ...]) -> bool:
    """The value of a diagram for values of its variables."""
    atoms = {n: Trio(TRUE, FALSE) if value else Trio(FALSE, TRUE) for n, value in enumerate(values)}
    while diagram not in (FALSE, TRUE):
        number = diagrams._nodes[diagram][0]
        diagram = diagrams._branch(diagram, number, 2 if atoms[number].true == TRUE else 1)
    return diagram == TRUE


@given(CONDITIONS, st.sets(st.integers(0, 3)))
def test_a_diagram_agrees_with_the_logic_everywhere(node: tree.Node, unknown: set[int]) -> None:
    """Some atoms vary, the others stay unknown: all sixteen ways are looked at."""
    diagrams = Diagrams()
    atoms: dict[tree.Node, Trio] = {
        atom: UNKNOWN if n in unknown else diagrams.variable(n) for n, atom in enumerate(ATOMS)
    }
    found = condition(node, atoms, diagrams)
    for values in product((True, False), repeat=4):
        expected = under(
            node,
            {atom: None if n in unknown else values[n] for n, atom in enumerate(ATOMS)},
        )

        assert (expected is True, expected is False) == (
            at(diagrams, found.true, values),
            at(diagrams, found.false, values),
        )


@given(CONDITIONS, CONDITIONS)
def test_equal_conditions_have_one_diagram(one: tree.Node, other: tree.Node) -> None:
    """De Morgan's law holds to the very node."""
    diagrams = Diagrams()
    atoms: dict[tree.Node, Trio] = {atom: diagrams.variable(n) for n, atom in enumerate(ATOMS)}

    assert condition(tree.Not(tree.And((one, other))), atoms, diagrams) == condition(
        tree.Or((tree.Not(one), tree.Not(other))), atoms, diagrams
    )
