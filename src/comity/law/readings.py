"""The readings of one name over time: they may neither overlap nor leave a day without one."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from comity.errors import LawError
from comity.law.rule import DefinitionText, Rule


def refuse_overlaps_and_gaps(rules: Iterable[Rule]) -> None:
    """Raises LawError where two readings of a name share a day or leave one between them."""
    named: dict[str, list[Rule]] = {}
    for rule in rules:
        named.setdefault(_name(rule), []).append(rule)
    for name, readings in named.items():
        for one, other in pairwise(sorted(readings, key=_first)):
            if one.days.overlaps(other.days):
                raise LawError(
                    f"two readings of the {name} on {other.days.first}",
                    place=other.days_place,
                    field="in_force",
                    expected=f"the reading in force {one.days} to end the day before",
                )
            if one.days.next_day != other.days.first:
                raise LawError(
                    f"no reading of the {name} from {one.days.next_day} to "
                    f"{other.days.first - timedelta(days=1)}",
                    place=other.days_place,
                    field="in_force",
                    expected="readings without a gap between them",
                )


def _name(rule: Rule) -> str:
    if isinstance(rule, DefinitionText):
        return f"definition `{rule.name}`"
    return f"provision `{rule.id}`"


def _first(rule: Rule) -> date:
    return rule.days.first
