"""One run of the crash harness on one database: clerk, workers and receivers, and the killing.

The driver hands in step after step, and hands a step in again if the clerk died before it answered.
Meanwhile a second thread kills the clerk, a worker or all of them with SIGKILL, each time after a
random while from when its victim was ready. MUST: whoever dies of anything else ends the run.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

from attrs import define, field

from bench.crash_stories import Step, stories

ROOT: Final = Path(__file__).resolve().parent.parent
LONGEST_LIFE_SECONDS: Final = 1.5
WORKERS: Final = 2
MOST_WAIT_SECONDS: Final = 120
ACKNOWLEDGED: Final = "acknowledged.jsonl"
RECEIVED: Final = "received.jsonl"
_COUNT: Final = [sys.executable, "-m", "bench.crash_count"]

Say = Callable[[str], None]


def environment(folder: Path, address: str) -> dict[str, str]:
    """What every process of a run is told. `address` is the database's, or empty for SQLite."""
    kept = {
        name: value for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "COMITY_KEY_FILE", "DJANGO_SETTINGS_MODULE")
    }  # fmt: skip
    return kept | {
        "COMITY_HOME": str(folder),
        "COMITY_KEY": b64encode(bytes(range(32))).decode(),
        "CRASH_BEGAN": datetime.now(UTC).isoformat(),
        **({"DATABASE_URL": address} if address else {}),
    }


class Process:
    """A process of the desk that can be killed and started again."""

    def __init__(self, name: str, folder: Path, told: dict[str, str]) -> None:
        self.name, self.told = name, told
        self.errors = folder / f"{name}.txt"
        self.ready = Event()
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self) -> "Process":
        """Starts it; it is `ready` once it says so."""
        command = [sys.executable, "-m", f"bench.crash_{self.name.split('-')[0]}"]
        with self.errors.open("ab") as errors:
            self.running = subprocess.Popen(
                command, cwd=ROOT, env=self.told, stderr=errors,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        self.started.append(self.running)
        Thread(target=self._wait, args=(self.running,), daemon=True).start()
        return self

    def _wait(self, running: subprocess.Popen[bytes]) -> None:
        assert running.stdout
        if running.stdout.readline() == b"ready\n":
            self.ready.set()

    def kill(self) -> bool:
        """SIGKILL; whether it was alive. It is not ready any more."""
        self.ready.clear()
        alive = self.running.poll() is None
        self.running.kill()
        return alive

    def must_be_killed(self, running: subprocess.Popen[bytes]) -> None:
        """Raises RuntimeError if it ended of itself: a fault of the desk or of the harness."""
        if running.wait() != -signal.SIGKILL:
            said = self.errors.read_text(encoding="utf-8")[-3000:]
            raise RuntimeError(f"{self.name} ended with {running.returncode}\n{said}")

    def end(self) -> None:
        """For good. The pipes stayed open till now, since the other thread may have read them."""
        for one in self.started:
            one.kill()
            one.communicate()

    def ask(self, step: Step) -> dict[str, Any] | None:
        """One line to it and one back; None if it died."""
        assert self.running.stdin and self.running.stdout
        try:
            self.running.stdin.write(json.dumps(step).encode() + b"\n")
            self.running.stdin.flush()
            line = self.running.stdout.readline()
        except OSError:
            return None
        # A line that was not written to its end was not said.
        return json.loads(line) if line.endswith(b"\n") else None


@define
class Run:
    """One run with at least so many stories.

    `done` counts what was acknowledged, `hit` the kills by what was being done.
    """

    folder: Path
    address: str
    seed: int
    kills: int
    say: Say
    least: int = 0
    done: Counter[str] = field(factory=Counter)
    hit: Counter[str] = field(factory=Counter)
    killed: int = 0
    doing: str = ""
    over: Event = field(factory=Event)
    failed: list[BaseException] = field(factory=list)
    told: dict[str, str] = field(init=False)
    clerk: Process = field(init=False)
    workers: list[Process] = field(init=False)

    def run(self) -> dict[str, Any]:
        """Everything, from the empty database to the counts."""
        self.told = environment(self.folder, self.address)
        command = [sys.executable, "-m", "bench.crash_receivers"]
        command += [str(self.folder / RECEIVED), str(self.seed)]
        with subprocess.Popen(
            command, cwd=ROOT, env=self.told, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as receivers:
            try:
                assert receivers.stdout
                self._furnish(json.loads(receivers.stdout.readline()))
                self._work()
            finally:
                receivers.kill()
        return count(self.folder, self.told) | {
            "kills": self.killed,
            "killed_during": dict(sorted(self.hit.items())),
            "steps_acknowledged": self.done.total(),
        }

    def _furnish(self, addresses: dict[str, Any]) -> None:
        command = [sys.executable, "-m", "bench.crash_clerk", "--furnish"]
        command += [addresses["webhook"], str(addresses["smtp"])]
        subprocess.run(command, cwd=ROOT, env=self.told, check=True)
        self.clerk = Process("clerk", self.folder, self.told).start()
        self.workers = [
            Process(f"worker-{n}", self.folder, self.told).start() for n in range(WORKERS)
        ]

    def _work(self) -> None:
        killer = Thread(target=self._killing)
        killer.start()
        try:
            with (self.folder / ACKNOWLEDGED).open("w", encoding="utf-8") as log:
                for story in stories(self.seed):
                    for step in story:
                        self._hand_in(step, log)
                    if self.over.is_set() and self.done["receive"] >= self.least:
                        break
            self._drain()
        finally:
            self.kills = 0
            for one in (self.clerk, *self.workers):
                one.ready.set()
            killer.join()
            for one in (self.clerk, *self.workers):
                one.end()

    def _hand_in(self, step: Step, log: Any) -> None:
        """Until it is acknowledged; then it is written down with the hour."""
        answer = self._answer(step)
        while "again" in answer:
            time.sleep(0.1)
            answer = self._answer(step)
        self.done[step["do"]] += 1
        line = {"at": time.time(), "step": step, "answer": answer}
        log.write(json.dumps(line) + "\n")
        log.flush()

    def _answer(self, step: Step) -> dict[str, Any]:
        while True:
            if not self.clerk.ready.wait(MOST_WAIT_SECONDS):
                raise RuntimeError("the clerk does not start")
            if self.failed:
                raise self.failed[0]
            running = self.clerk.running
            self.doing = step["do"]
            answer = self.clerk.ask(step)
            self.doing = "between"
            if answer is not None:
                return answer
            self.clerk.must_be_killed(running)

    def _drain(self) -> None:
        """Until nothing is on its way. Raises RuntimeError where it no longer gets less."""
        least, end = sys.maxsize, time.monotonic() + MOST_WAIT_SECONDS
        while left := self._answer({"do": "open"})["open"]:
            for worker in self.workers:
                if worker.running.poll() is not None:
                    worker.must_be_killed(worker.running)
            if left < least:
                least, end = left, time.monotonic() + MOST_WAIT_SECONDS
            if time.monotonic() > end:
                raise RuntimeError(f"{left} deliveries are still on their way")
            time.sleep(0.1)

    def _killing(self) -> None:
        try:
            chance = random.Random(self.seed + 1)
            while self.killed < self.kills:
                self._kill(chance)
        except BaseException as error:
            self.failed.append(error)
        finally:
            self.over.set()

    def _kill(self, chance: random.Random) -> None:
        """One point in time: the clerk, one worker, or all at once."""
        worker = chance.choice(self.workers)
        victims = chance.choice(([self.clerk], [worker], [worker], [self.clerk, *self.workers]))
        for one in victims:
            if not one.ready.wait(MOST_WAIT_SECONDS):
                raise RuntimeError(f"{one.name} does not start: {one.errors.read_text()[-3000:]}")
        time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
        doing = self.doing
        running = [one.running for one in victims]
        alive = [one.kill() for one in victims]
        self.killed += any(alive)
        self.hit[doing if self.clerk in victims else "delivery"] += 1
        for one, process in zip(victims, running, strict=True):
            one.must_be_killed(process)
            one.start()
        if self.killed % 10 == 0:
            requests, steps = self.done["receive"], self.done.total()
            self.say(f"{self.killed} kills, {requests} requests, {steps} steps")


def count(folder: Path, told: dict[str, str]) -> dict[str, Any]:
    """The counts, by another process that looks at what is left."""
    found = subprocess.run(
        [*_COUNT, str(folder)], cwd=ROOT, env=told, check=True, stdout=subprocess.PIPE
    )
    counted: dict[str, Any] = json.loads(found.stdout)
    return counted
