"""The shell that joins the stages: a case to the law in force to a decision. It holds no rules."""

from bisect import bisect_right
from datetime import date
from pathlib import Path

from comity.decide.answer import decide
from comity.decide.clock import day_of
from comity.law import cache
from comity.law.calendars import calendar
from comity.law.pack import Law
from comity.law.read import read_law
from comity.law.version import change_days, in_force
from comity.model.case import Case
from comity.model.decision import Decision
from comity.model.provision import Version


class Counsel:
    """Answers case after case under the same packs, and keeps each version that it has read."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self._days: dict[str, tuple[date, ...]] = {}
        self._versions: dict[tuple[str, date], Version] = {}

    def version(self, case: Case) -> Version:
        """The version in force for the case's agency on its local day. Raises CoverageError."""
        return self.version_on(case.agency, self.day(case))

    def day(self, case: Case) -> date:
        """The local day on which the question is put."""
        pack = self.law.pack_of(case.agency)
        found = calendar(pack.holidays, pack.zone)
        return day_of(case.at, found) if found else case.at.date()

    def version_on(self, agency: str, day: date) -> Version:
        """The version in force for an agency on a day. Raises CoverageError, LawError."""
        if agency not in self._days:
            self._days[agency] = change_days(self.law, agency)
        days = self._days[agency]
        n = bisect_right(days, day)
        if n == 0:
            return in_force(self.law, agency, day)
        first = days[n - 1]
        if (agency, first) not in self._versions:
            self._versions[agency, first] = cache.remember(
                self.law.digest(agency),
                f"{agency} {first}",
                lambda: in_force(self.law, agency, first),
            )
        return self._versions[agency, first]

    def decide(self, case: Case) -> Decision:
        """The decision on a case, under the law in force that day."""
        return decide(case, self.version(case))


def counsel(packs: Path | None = None) -> Counsel:
    """Counsel under the packs in a folder, or under those that come with Comity."""
    return Counsel(read_law(packs))
