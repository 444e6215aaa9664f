"""The other side of the crash harness: a webhook and a mail server that keep what they accepted.

What is accepted is on disk before it is acknowledged, a line of JSON each: when, by which channel,
under which key, and what it says. Both are slow on purpose and fail now and then, before they have
kept a message and after, so that senders die in the middle of it and send again.
"""

import json
import os
import random
import sys
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Lock
from typing import Any, Final

from aiosmtpd.smtp import Envelope

from bench import crash_desk
from comity.act.channels import webhook
from tests.servers.faults import Faults
from tests.servers.http import HttpServer, Post
from tests.servers.smtp import SmtpServer

LONGEST_DELAY_SECONDS: Final = 0.15
_FAULTS: Final = ("drop-unkept", "drop-kept")
_EVERY: Final = 12
"""One message in so many meets a fault."""

Told = dict[str, Any]


class Kept:
    """The file of what was accepted, and the chance of a fault."""

    def __init__(self, path: Path, seed: int) -> None:
        self._file = path.open("ab")
        self._lock = Lock()
        self._chance = random.Random(seed)

    def delay(self) -> None:
        time.sleep(self._chance.uniform(0, LONGEST_DELAY_SECONDS))

    def keep(self, channel: str, key: str, told: Told, faults: Faults) -> None:
        """Writes it down for good; then perhaps something goes wrong with the next one."""
        line = {"at": time.time(), "channel": channel, "key": key, **told}
        with self._lock:
            self._file.write(json.dumps(line).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        if self._chance.randrange(_EVERY) == 0:
            faults.add(self._chance.choice(_FAULTS))


class Hook(HttpServer):
    """A webhook that believes the signature."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept

    def keep(self, post: Post) -> None:
        self._kept.delay()
        message = webhook.verify(post.headers, post.body, crash_desk.SECRET, time.time())
        calendar = next((one.data.decode() for one in message.attachments), "")
        told = says(message.subject, message.body, calendar)
        self._kept.keep("webhook", message.key, told, self.faults)
        self._kept.delay()


class Mail(SmtpServer):
    """A mail server that takes all."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept

    def keep(self, envelope: Envelope) -> None:
        self._kept.delay()
        assert isinstance(envelope.content, bytes)
        mail: Any = message_from_bytes(envelope.content, policy=default)
        texts = {part.get_content_type(): part for part in mail.walk()}
        calendar = texts.get("text/calendar")
        told = says(
            mail["Subject"],
            texts["text/plain"].get_content(),
            calendar.get_content() if calendar else "",
        )
        self._kept.keep("smtp", str(mail["X-Comity-Key"]), told, self.faults)
        self._kept.delay()


def says(subject: str, body: str, calendar: str) -> Told:
    """What a person is told by it: the same notice again says the same."""
    lines = dict(line.split(":", 1) for line in calendar.splitlines() if ":" in line)
    start = next((text for name, text in lines.items() if name.startswith("DTSTART;")), "")
    return {"says": [subject, body.strip(), lines.get("METHOD", ""), start]}


def main() -> None:
    """`FILE SEED`: prints the two addresses, and serves until the input ends."""
    kept = Kept(Path(sys.argv[1]), int(sys.argv[2]))
    with Hook(kept) as hook, Mail(kept) as mail:
        print(json.dumps({"webhook": hook.url, "smtp": mail.port}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
