"""The contact rule as laws: what holds whatever the decision, the items and the override are."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.act.permit import ALLOWING, Override, Permit, Standing, permit
from comity.errors import ContactError
from comity.model.case import ACTIONS
from comity.model.contact import ITEMS, KINDS, discloses
from comity.model.decision import MAY, MUST_NOT, OUTCOMES, SILENT, UNDETERMINED

RECIPIENTS = ("us/ice", "us-nj/state-police")
ALL = frozenset(ITEMS)

standings = st.builds(
    Standing,
    decision=st.integers(1, 9),
    recipient=st.sampled_from(RECIPIENTS),
    outcomes=st.dictionaries(st.sampled_from(ACTIONS), st.sampled_from(OUTCOMES)),
    signed=st.frozensets(st.sampled_from(ACTIONS)),
    in_force=st.booleans(),
)
item_lists = st.lists(st.sampled_from(sorted(ITEMS)), max_size=5)
overrides = st.none() | st.builds(
    Override,
    id=st.integers(1, 9),
    recipient=st.sampled_from(RECIPIENTS),
    items=st.frozensets(st.sampled_from(sorted(ITEMS))),
    person=st.just("R. Supervisor"),
    reason=st.just("a life was in danger"),
)


def given_leave(
    standing: Standing, recipient: str, items: list[str], override: Override | None = None
) -> Permit | None:
    try:
        return permit(standing, recipient, items, override)
    except ContactError:
        return None


def everything(outcome: str) -> Standing:
    """A decision in force, with one outcome for every act, signed by a second person."""
    return Standing(1, "us/ice", dict.fromkeys(ACTIONS, outcome), frozenset(ACTIONS), True)


@given(standings, item_lists, overrides)
def test_a_permit_covers_exactly_what_was_asked(
    standing: Standing, items: list[str], override: Override | None
) -> None:
    """Each item once, in order, to the decision's own recipient, on a decision in force."""
    found = given_leave(standing, standing.recipient, items, override)

    if found:
        assert tuple(dict.fromkeys(items)) == found.items
        assert (standing.decision, standing.recipient) == (found.decision, found.recipient)
        assert standing.in_force


@given(standings, item_lists, overrides)
def test_every_item_told_is_of_no_act_or_allowed_and_signed_or_overridden(
    standing: Standing, items: list[str], override: Override | None
) -> None:
    """There is no fourth way to leave."""
    found = given_leave(standing, standing.recipient, items, override)
    over = override.items if override else frozenset()

    for name in found.items if found else ():
        action = ITEMS[name].action
        allowed = standing.outcomes.get(action or "") in ALLOWING and action in standing.signed
        assert action is None or name in over or allowed


@given(standings, item_lists)
def test_an_undetermined_answer_allows_nothing(standing: Standing, items: list[str]) -> None:
    """However many have signed it, what a missing fact could change is not told."""
    open_ = attrs.evolve(
        standing, outcomes=dict.fromkeys(ACTIONS, UNDETERMINED), signed=frozenset(ACTIONS)
    )

    found = given_leave(open_, open_.recipient, items)
    assert found is None or not any(ITEMS[name].action for name in items)


@given(standings, item_lists, overrides, st.sampled_from(ACTIONS))
def test_more_signatures_never_refuse_what_was_allowed(
    standing: Standing, items: list[str], override: Override | None, action: str
) -> None:
    """A signature only ever adds."""
    before = given_leave(standing, standing.recipient, items, override)
    more = attrs.evolve(standing, signed=standing.signed | {action})

    after = given_leave(more, more.recipient, items, override)
    if before:
        assert before == after


@given(standings, item_lists, overrides)
def test_a_decision_that_is_no_longer_in_force_allows_nothing(
    standing: Standing, items: list[str], override: Override | None
) -> None:
    """Not even with an override: an override rests on a decision that stands."""
    withdrawn = attrs.evolve(standing, in_force=False)

    assert given_leave(withdrawn, withdrawn.recipient, items, override) is None


@given(standings, item_lists, overrides)
def test_nobody_else_is_told(
    standing: Standing, items: list[str], override: Override | None
) -> None:
    """A decision about one recipient, or an override for one, is none about another."""
    other = next(one for one in RECIPIENTS if one != standing.recipient)

    assert given_leave(standing, other, items, override) is None
    if override and override.recipient != standing.recipient:
        assert given_leave(standing, standing.recipient, items, override) is None


@given(standings, item_lists, overrides, st.sampled_from(sorted(ITEMS)))
def test_telling_more_is_never_easier(
    standing: Standing, items: list[str], override: Override | None, more: str
) -> None:
    """What is refused stays refused when another item is put beside it."""
    with_more = given_leave(standing, standing.recipient, [*items, more], override)

    assert with_more is None or given_leave(standing, standing.recipient, items, override)


@given(standings, item_lists)
def test_the_order_of_the_items_changes_nothing(standing: Standing, items: list[str]) -> None:
    """Nor does an item named twice."""
    there = given_leave(standing, standing.recipient, items)
    back = given_leave(standing, standing.recipient, [*reversed(items), *items])

    assert (there is None) == (back is None)


@given(standings, item_lists)
def test_an_override_for_every_item_lets_them_go_on_a_decision_in_force(
    standing: Standing, items: list[str]
) -> None:
    """A named person may take any item upon himself, and the permit says by which override."""
    stands = attrs.evolve(standing, in_force=True)
    override = Override(7, stands.recipient, ALL, "R. Supervisor", "a life was in danger")

    found = given_leave(stands, stands.recipient, items, override)
    assert found is not None
    assert 7 == found.override


def test_what_the_law_forbids_stays_whoever_signs() -> None:
    """A signature is leave under a decision, not instead of one."""
    with pytest.raises(ContactError, match="court_date: notify_court_date is must-not"):
        permit(everything(MUST_NOT), "us/ice", ["court_date"])


def test_an_act_that_was_never_answered_is_refused() -> None:
    """No answer is not silence of the law."""
    standing = Standing(1, "us/ice", {}, frozenset(ACTIONS), True)

    with pytest.raises(ContactError, match="custody: share_information is not answered"):
        permit(standing, "us/ice", ["custody"])


def test_where_the_law_is_silent_a_signature_is_asked_for() -> None:
    """Silence forbids nothing; who takes it upon himself is on record."""
    unsigned = attrs.evolve(everything(SILENT), signed=frozenset())
    with pytest.raises(ContactError, match="nobody but the preparer has signed"):
        permit(unsigned, "us/ice", ["custody"])

    signed = permit(everything(SILENT), "us/ice", ["custody"])
    assert ("custody",) == signed.items


def test_an_item_that_is_not_listed_is_refused() -> None:
    """It falls under no act, so that nothing could allow it."""
    with pytest.raises(ContactError, match="nationality: no such item"):
        permit(everything(MAY), "us/ice", ["nationality"])


def test_the_error_names_each_item_that_may_not_go() -> None:
    """In case A the warrant may be asked about, and the court date that this tells may not."""
    outcomes = {**dict.fromkeys(ACTIONS, MAY), "notify_court_date": MUST_NOT}
    standing = Standing(1, "us/ice", outcomes, frozenset(ACTIONS), True)

    with pytest.raises(ContactError) as refused:
        permit(standing, "us/ice", discloses("warrant-inquiry"))
    assert "court_date" in str(refused.value)
    assert "custody" not in str(refused.value)


def test_an_answer_without_a_word_about_the_person_needs_no_signature() -> None:
    """Whether the request is honoured is told under no act."""
    standing = Standing(1, "us/ice", {}, frozenset(), True)

    assert KINDS["reply"][0] == permit(standing, "us/ice", discloses("reply")).items


def test_nobody_makes_a_permit_by_hand() -> None:
    """Only the contact rule gives one; a copy with other items is no permit either."""
    with pytest.raises(ContactError):
        Permit(1, "us/ice", ("custody",), None, object())
