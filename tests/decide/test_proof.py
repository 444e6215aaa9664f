"""The tree of a proof: which provisions carry an outcome, and what of them is shown."""

from pathlib import Path
from typing import Any

from comity.decide.plan import plan
from comity.decide.proof import (
    MOST_ENTRIES,
    NONE_APPLIES,
    NOTHING_FORBIDS,
    Line,
    More,
    OfCondition,
    OfEntry,
    OfFact,
    OfLimit,
    OfParts,
    OfProvision,
    OfProvisions,
    Proof,
    Seen,
)
from comity.flow import Counsel
from comity.law.pack import Law
from tests.packs import case, law, rule

FORBID = rule("forbid: hold", 'request.kind == "detainer"', "no-hold")


def unless(when: str, more: str = "") -> str:
    return rule("permit: hold", when, "unless", f"exception_to: no-hold\n{more}")


def why(made: Law, proof: Proof | None = None, action: str = "hold", **facts: Any) -> list[Line]:
    """The lines that carry what a made-up law says of one act in a made-up case."""
    one, asked = case(**{"request": {"kind": "detainer"}, **facts}), Counsel(made)
    [found] = (of for of in plan(asked.version(one)).actions if of.action == action)
    outcome = asked.decide(one).actions[action].outcome
    return list((proof or Proof(one)).why(found, outcome))


def test_what_forbids_carries_a_prohibition_with_its_failing_exception(tmp_path: Path) -> None:
    """The condition with its fact, then the exceptions under a heading that says none applies."""
    made = law(tmp_path, FORBID, unless("person.watchlist_match"))
    [forbids] = why(made, person={"watchlist_match": False})

    assert isinstance(forbids, OfProvision)
    assert (True, "Code § 1(1)", False) == (forbids.value, forbids.cite, forbids.again)
    condition, exceptions = forbids.lines
    kind = Seen("request.kind", "detainer", "request.kind")
    assert OfCondition(True, 'request.kind is "detainer"', (kind,)) == condition
    assert isinstance(exceptions, OfProvisions)
    assert NONE_APPLIES == exceptions.heading
    [exception] = exceptions.lines
    assert isinstance(exception, OfProvision)
    match = Seen("person.watchlist_match", False, "person.watchlist_match")
    assert (False, "§ 1(2)", (OfFact(False, match),)) == (
        exception.value,
        exception.cite,
        exception.lines,
    )


def test_a_permission_shows_its_limit_and_that_nothing_forbids_it(tmp_path: Path) -> None:
    """The permission first; what it lifts stands under a heading of its own, named once."""
    limit = "limits: {hours: 48, from: custody.released_otherwise_at}"
    made = law(tmp_path, FORBID, unless("person.watchlist_match", limit))
    released = {"released_otherwise_at": "2016-06-01T16:00:00-04:00"}
    permits, nothing = why(made, person={"watchlist_match": True}, custody=released)

    assert isinstance(permits, OfProvision)
    _, found = permits.lines
    assert isinstance(found, OfLimit)
    assert found.at is not None
    assert ("2016-06-03 16:00", False) == (f"{found.at:%Y-%m-%d %H:%M}", found.reached)
    assert isinstance(nothing, OfProvisions)
    assert NOTHING_FORBIDS == nothing.heading
    [forbids] = nothing.lines
    assert isinstance(forbids, OfProvision)
    lifted = forbids.lines[-1]
    assert isinstance(lifted, OfProvisions)
    [again] = lifted.lines
    assert isinstance(again, OfProvision)
    assert (True, ()) == (again.again, again.lines)


def test_an_open_answer_rests_on_what_may_apply(tmp_path: Path) -> None:
    """The unknown prohibition once; its exception is not repeated as a provision of its own."""
    made = law(tmp_path, FORBID, unless("person.watchlist_match"))

    [one] = why(made)
    assert isinstance(one, OfProvision)
    assert (None, "Rule 1") == (one.value, one.provision.title)


def test_of_parts_only_those_that_matter_are_shown(tmp_path: Path) -> None:
    """A true `||` shows its true parts; an `&&` within is one part of it."""
    when = "(person.consents && person.watchlist_match) || information.public"
    made = law(tmp_path, rule("permit: hold", when))
    facts: dict[str, Any] = {"person": {"consents": True, "watchlist_match": True}}
    both = why(made, **facts, information={"public": True})
    one = why(made, **facts, information={"public": False})

    [permits] = both
    assert isinstance(permits, OfProvision)
    [parts] = permits.lines
    assert isinstance(parts, OfParts)
    together, alone = parts.lines
    assert (False, True, 2) == (parts.all, together.all, len(together.lines))  # type: ignore[union-attr]
    assert isinstance(alone, OfFact)
    [permits] = one
    assert isinstance(permits, OfProvision)
    assert [OfFact, OfFact] == [type(line) for line in permits.lines]


def test_of_a_long_list_five_entries_are_shown(tmp_path: Path) -> None:
    """Each with its place and words; then how many more there are."""
    when = "person.convictions.exists(c, c.sentenced)"
    made = law(tmp_path, FORBID, unless(when))
    convictions = [{"code": "NY PL", "section": "140.20", "sentenced": False}] * 7
    [forbids] = why(made, person={"convictions": convictions})

    assert isinstance(forbids, OfProvision)
    [exception] = forbids.lines[-1].lines  # type: ignore[union-attr]
    [condition] = exception.lines  # type: ignore[union-attr]
    assert isinstance(condition, OfCondition)
    *entries, more = condition.lines
    assert More(7 - MOST_ENTRIES) == more
    assert [f"person.convictions[{n}]" for n in range(MOST_ENTRIES)] == [
        one.path for one in entries if isinstance(one, OfEntry)
    ]


def test_what_was_shown_under_one_act_is_named_under_the_next(tmp_path: Path) -> None:
    """The same proof is asked twice; another proof shows everything again."""
    made = law(tmp_path, rule("forbid: [hold, transfer]", 'request.kind == "detainer"'))
    proof = Proof(case(request={"kind": "detainer"}))

    [first], [second] = why(made, proof), why(made, proof, "transfer")
    assert isinstance(first, OfProvision)
    assert isinstance(second, OfProvision)
    assert (False, True) == (first.again, second.again)
    assert (1, 0) == (len(first.lines), len(second.lines))
