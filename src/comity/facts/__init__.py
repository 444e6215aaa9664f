"""Stage 2, the facts: what is known, from whom, as of when; and what is unknown.

Raw records become frozen cases here. Everything later can rely on it: types, terms, zones and the
order of days are right, or there is no case.
"""

from comity.facts.assume import with_values
from comity.facts.load import case_from, cases
from comity.facts.paths import source_of
from comity.facts.write import to_json

__all__ = ["case_from", "cases", "source_of", "to_json", "with_values"]
