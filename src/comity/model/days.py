"""A stretch of days on which something is in force, first and last day inclusive."""

from datetime import date, timedelta

from attrs import frozen


@frozen
class Days:
    """From `first` to `last`, both inclusive; `last` is None while it still runs."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def overlaps(self, other: "Days") -> bool:
        """Whether some day lies in both."""
        return (self.last is None or other.first <= self.last) and (
            other.last is None or self.first <= other.last
        )

    @property
    def next_day(self) -> date | None:
        """The first day on which it is no longer in force, if it has ended."""
        return None if self.last is None else self.last + timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.first}..{self.last or ''}"
