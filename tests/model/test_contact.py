"""What contacts tell: every item falls under an act that a decision answers."""

from pathlib import Path

import pytest

from comity.model.case import ACTIONS
from comity.model.contact import ITEMS, KINDS, discloses

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_item_falls_under_an_act_that_decisions_answer() -> None:
    """An act that no decision answers could never be allowed. Only the bare answer has none."""
    acts = {item.action for item in ITEMS.values()}

    assert acts - {None} <= set(ACTIONS)
    assert ["answer"] == [item.name for item in ITEMS.values() if item.action is None]


def test_every_act_has_an_item() -> None:
    """Whatever the law answers about, something is told when it is done."""
    assert set(ACTIONS) == {item.action for item in ITEMS.values()} - {None}


def test_the_kinds_name_listed_items_only_each_once() -> None:
    """An item is meant or told beside, never both."""
    for meant, beside in KINDS.values():
        told = (*meant, *beside)
        assert set(told) <= set(ITEMS)
        assert len(told) == len(set(told))


def test_asking_about_a_warrant_tells_the_custody_and_the_court_date() -> None:
    """That is how, in 2017, an agency learnt where a man would be on a Tuesday."""
    assert {"identity", "custody", "court_date"} <= set(discloses("warrant-inquiry"))
    assert ("warrant",) == KINDS["warrant-inquiry"][0]


def test_an_alien_query_tells_birth_custody_and_charges() -> None:
    """Nlets 21003097354: the query carries them as required fields."""
    assert {"identity", "birth", "custody", "charges"} <= set(discloses("alien-query"))


def test_a_cancellation_tells_nothing() -> None:
    """It takes back what was told."""
    assert () == discloses("cancellation")


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_added_is_told_once(kind: str) -> None:
    """Items asked for by name stand beside those of the kind, none twice."""
    told = discloses(kind, ("convictions", "convictions", "identity"))

    assert len(told) == len(set(told))
    assert {"convictions", "identity"} <= set(told)


def test_what_is_not_listed_cannot_be_told() -> None:
    """Neither a kind nor an item that nobody has thought about."""
    with pytest.raises(KeyError):
        discloses("phone-call")
    with pytest.raises(KeyError):
        discloses("information", ("nationality",))


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables, by their first cell."""
    text = (ROOT / "docs" / "reference" / page).read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return {row[0].strip("`"): row[1:] for row in cells if row and row[0].startswith("`")}


def test_the_page_says_what_each_item_is_and_under_which_act_it_falls() -> None:
    """docs/reference/contacts.md has every item, in the same words."""
    found = rows("contacts.md")
    expected = {
        name: [item.says, f"`{item.action}`" if item.action else "none"]
        for name, item in ITEMS.items()
    }

    assert expected == {name: found.get(name) for name in ITEMS}


def test_the_page_says_what_each_kind_tells() -> None:
    """Meant and beside, as the table has them; of information, what was asked for."""
    found = rows("contacts.md")
    expected = {
        kind: [", ".join(f"`{name}`" for name in side) for side in sides]
        for kind, sides in KINDS.items()
    }
    expected["information"][0] = "what was asked for, item by item"

    assert expected == {kind: found.get(kind) for kind in KINDS}
