"""A mutant of the law held against the checks of the packs and their scenarios.

Only the mutated file is read again, and only scenarios whose version of the law came out different
are decided again. That is sound: a version holds all that `decide` reads, and `law.version` makes
it from the pages that name the agency, the pages that these take terms from, and the packs above.
"""

from datetime import date
from pathlib import Path

from attrs import evolve, frozen

from bench.mutation_law import Mutant
from comity.errors import ComityError, LawError
from comity.flow import Counsel
from comity.law.check import faults
from comity.law.pack import Law, Pack, applies, read_pack_page
from comity.law.page import Page, read_page
from comity.law.read import read_law
from comity.law.schedule import read_schedule
from comity.law.version import change_days, in_force, pages_for
from comity.model.case import Case
from comity.model.provision import Version
from comity.prove.scenarios import Scenario, read_scenarios, run, uncovered

BY = ("scenario", "reading", "faults", "uncovered")
"""What may notice a mutant, in the order in which it is asked."""


@frozen
class Verdict:
    """What noticed a mutant, and how it said so; `by` is empty for a survivor."""

    by: str = ""
    said: str = ""


class Fresh(Counsel):
    """Counsel that keeps its versions to itself: a mutant has no business in the user's cache."""

    def __init__(self, law: Law) -> None:
        super().__init__(law)
        self._fresh: dict[tuple[str, date], Version] = {}
        self._changes: dict[str, tuple[date, ...]] = {}

    def version_on(self, agency: str, day: date) -> Version:
        if agency not in self._changes:
            self._changes[agency] = change_days(self.law, agency)
        first = max((one for one in self._changes[agency] if one <= day), default=day)
        if (agency, first) not in self._fresh:
            self._fresh[agency, first] = in_force(self.law, agency, first)
        return self._fresh[agency, first]


class Trial:
    """The law as it stands and its scenarios, against which mutants are tried."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.base = Fresh(read_law(root))
        self.scenarios = [
            one for path in sorted(root.glob("*/scenarios.yaml")) for one in read_scenarios(path)
        ]

    def sound(self) -> list[str]:
        """Everything that is wrong before anything was mutated."""
        found = [fault for one in self.scenarios for fault in run(one, self.base).faults]
        found += [*faults(self.base.law), *uncovered(self.base, self.scenarios)]
        return [str(one) for one in found]

    def verdict(self, mutant: Mutant) -> Verdict:
        """Whether reading, a scenario, the check or the rule on changes notices a mutant."""
        try:
            law, touched = self.mutated(mutant)
            mutated = Fresh(law)
            for one in self.scenarios:
                if one.case.agency in touched and self._differs(mutated, one.case):
                    result = run(one, mutated)
                    if result.faults:
                        self._first(one)
                        return Verdict("scenario", str(result.faults[0]))
        except LawError as error:
            return Verdict("reading", str(error))
        fault = next(faults(law), None)
        if fault is not None:
            return Verdict("faults", str(fault))
        missing = next(uncovered(mutated, self.scenarios), None)
        return Verdict("uncovered", str(missing)) if missing else Verdict()

    def _first(self, noticed: Scenario) -> None:
        """What noticed one mutant of a page is likely to notice the next."""
        self.scenarios.remove(noticed)
        self.scenarios.insert(0, noticed)

    def _differs(self, mutated: Fresh, case: Case) -> bool:
        try:
            old, new = self.base.version(case), mutated.version(case)
        except LawError:
            raise
        except ComityError:  # a day that one of them does not cover
            return True
        return (old.provisions, old.open) != (new.provisions, new.open)

    def mutated(self, mutant: Mutant) -> tuple[Law, set[str]]:
        """The law with a mutant in it, and the agencies whose law may be another."""
        law, path = self.base.law, self.root / mutant.file
        pack = law.packs[Path(mutant.file).parts[0]]
        text, file = mutant.text(path.read_text(encoding="utf-8")), str(path)
        page: Page | None = None
        if path.name == "pack.md":
            new = evolve(read_pack_page(text, file), pages=pack.pages, schedules=pack.schedules)
        elif path.suffix == ".csv":
            listed = read_schedule(text, file, path.stem)
            new = evolve(
                pack,
                schedules=tuple(listed if one.name == listed.name else one
                                for one in pack.schedules),
            )  # fmt: skip
        else:
            page = read_page(text, file, path.stem)
            new = evolve(
                pack, pages=tuple(page if one.name == page.name else one for one in pack.pages)
            )
        made = Law({**law.packs, pack.id: new})
        return made, {
            agency.id
            for below, agency in law.agencies()
            if pack in law.line(below) and (page is None or _reads(law, agency.id, pack, page))
        }


def _reads(law: Law, agency: str, pack: Pack, page: Page) -> bool:
    """Whether an agency's version may depend on a page."""
    return applies(page.agencies, agency, pack) or any(
        page.name in other.terms_from for _, other in pages_for(law, agency)
    )
