"""What the receivers of the tests and of the crash harness count: deliveries by idempotency key.

A delivery under a key that has been seen is a second delivery and no second effect; one whose
content is another than before is `changed`, and would be a fault of the sender.
"""

import hashlib
from collections import Counter
from threading import Lock


class Ledger:
    """Safe to write from the threads of a server and to read from the test."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._deliveries: Counter[str] = Counter()
        self._contents: dict[str, set[str]] = {}

    def enter(self, key: str, content: bytes) -> None:
        with self._lock:
            self._deliveries[key] += 1
            self._contents.setdefault(key, set()).add(hashlib.sha256(content).hexdigest())

    def deliveries(self) -> dict[str, int]:
        """How often each key arrived; each key is one effect, however often it came."""
        with self._lock:
            return dict(self._deliveries)

    def changed(self) -> set[str]:
        """The keys that arrived with more than one content."""
        with self._lock:
            return {key for key, contents in self._contents.items() if len(contents) > 1}
