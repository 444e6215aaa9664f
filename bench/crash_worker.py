"""A worker of the crash harness: the desk's own, in a loop, until it is killed."""

import os
import time

from bench import crash_desk


def main() -> None:
    """Says that it is ready, and works as long as its parent lives."""
    crash_desk.begin()
    from comity.act import channels, delivery
    from comity.desk import worker

    for name in ("smtp", "webhook"):
        channels.channel(name)

    worker.LEASE = crash_desk.LEASE  # type: ignore[misc]
    delivery.LONGEST_WAIT = crash_desk.LONGEST_WAIT  # type: ignore[misc]
    parent = os.getppid()
    print("ready", flush=True)
    while os.getppid() == parent:
        if worker.work() is None:
            time.sleep(0.02)


if __name__ == "__main__":
    main()
