"""How often a token may call: so many times a minute, then it is told to wait (CJIS SC-5)."""

import time
from typing import Final

from django.core.cache import cache

MOST_A_MINUTE: Final = 1_200


class TooMany(Exception):  # noqa: N818
    """A token has called too often; `wait` is for how many seconds it is to be quiet."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(wait)


def count(token: int) -> None:
    """Counts a call of a token. Raises TooMany."""
    minute, into = divmod(int(_now()), 60)
    key = f"api-calls-{token}"
    counted, calls = cache.get(key, (minute, 0))
    calls = calls if counted == minute else 0
    if calls >= MOST_A_MINUTE:
        raise TooMany(60 - into)
    # Two calls at one instant may count as one: the limit is for floods, and is no quota.
    cache.set(key, (minute, calls + 1), timeout=120)


def _now() -> float:
    return time.time()
