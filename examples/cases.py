"""Cases A and B from the paper on the desk to the end, step by step: `python examples/cases.py`.

New York, 2017; the persons, numbers and hours are made up. Each step calls what the commands and
the pages call, under the hour of the story, in a folder of its own that is gone at the end.

    1 the request comes in    2 the court record    3 the answer of the law    4 the second person
    5 the warrants            6 the court date      7 what happened            8 the record
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # beside this file, also where it was not started from here

POLICE, IMMIGRATION, COUNTY = "us-ny-nyc/nypd", "us/ice", "us-xx/county"
FIRST_DAY = datetime.fromisoformat("2017-05-01T09:00-04:00")
TODAY = "2026-11-25T10:00:00-05:00"


def run(console: Console) -> None:
    """Both cases. Raises DeskError in a process that has a desk open already."""
    from receivers import Mailbox, Webhook

    with _desk_of_its_own(), Webhook() as immigration, Mailbox() as county:
        story = Story(console, immigration, county)
        story.case_a()
        story.case_b()
        story.the_record()


@contextmanager
def _desk_of_its_own() -> Iterator[None]:
    """A new desk in a temporary folder, made ready; its databases are closed at the end."""
    from comity.desk import setup
    from comity.errors import DeskError

    if "django.apps" in sys.modules and sys.modules["django.apps"].apps.ready:
        raise DeskError("this process has a desk open", expected="a process of its own")
    with tempfile.TemporaryDirectory(prefix="comity-example-") as home:
        os.environ["COMITY_HOME"] = home
        for name in ("DATABASE_URL", "COMITY_KEY", "COMITY_KEY_FILE"):
            os.environ.pop(name, None)
        setup.configure()
        setup.make(FIRST_DAY)
        yield
        from django.db import connections

        connections.close_all()


class Story:
    """The people of the desk, the agencies that can be told something, and the steps."""

    def __init__(self, console: Console, immigration: Any, county: Any) -> None:
        from comity.desk import made_up, office
        from comity.desk.hand import system

        self.console, self.immigration, self.county = console, immigration, county
        made_up.add(FIRST_DAY)
        hand = system(FIRST_DAY)
        office.channel(IMMIGRATION, "webhook", immigration.url, {}, hand, secret=os.urandom(32))
        mail = {"host": "127.0.0.1", "port": county.port, "tls": "none"}
        office.channel(COUNTY, "smtp", "warrants@county.example", mail, hand)

    # Case A: removed once and back in the country, charged with forcible touching.

    def case_a(self) -> None:
        """The detainer is declined, the date is told to nobody, and an agent waits at court."""
        self.head("Case A")
        case = json.loads((HERE / "case-a.json").read_text(encoding="utf-8"))
        request = self.comes_in("2017-05-31T09:00-04:00", "A", "1", ["box1_final_order"])
        decision = self.court_record("2017-06-01T09:40-04:00", request, case)
        self.second_person("2017-06-01T10:00-04:00", decision)
        self.administrative_warrant("2017-06-01T10:10-04:00", request, case)
        self.county_warrant("2017-06-01T10:20-04:00", request)
        self.date_not_told("2017-06-01T11:00-04:00", request)
        self.feed("2017-06-02T08:30-04:00", "A", "2017-06-06T09:30")
        self.happened(
            "2017-06-06T12:00-04:00", request, "came-and-left",
            "an agent waited at the hearing; nothing on record told him of it",
        )  # fmt: skip

    # Case B: a standing order of deportation, arrested on a burglary charge.

    def case_b(self) -> None:
        """A lawyer takes it upon himself to tell the date; it moves; then it is taken back."""
        self.head("Case B")
        case = json.loads((HERE / "case-b.json").read_text(encoding="utf-8"))
        request = self.comes_in("2017-06-07T08:30-04:00", "B", "2", ["box1_final_order"])
        decision = self.court_record("2017-06-08T10:20-04:00", request, case)
        self.date_told("2017-06-08T11:00-04:00", request, decision)
        self.feed("2017-06-12T09:00-04:00", "B", "2017-07-18T09:30")
        self.delivered("2017-06-12T09:01-04:00")
        self.taken_back("2017-06-14T15:00-04:00", decision)
        self.happened(
            "2017-07-18T12:00-04:00", request, "did-not-come", "no agent came to the hearing"
        )

    # The steps.

    def comes_in(self, at: str, who: str, number: str, ticked: list[str]) -> Any:
        """1. The detainer, a filled form, gets its number and its clock before anything else."""
        from make_form import PERSON_C, filled_form

        from comity.desk.actions.receive import receive
        from comity.intake.documents import received_document

        texts = {
            **PERSON_C,
            "name": f"Example Person {who}",
            "subject_id": f"00000000{number}",
            "event_number": f"EXA170000000{number}",
            "file_number": f"A000-000-00{number}",
            "date": at[:10],
        }
        form = filled_form(texts, [*ticked, "maintain_custody"])
        received = received_document(form, f"detainer-{who.lower()}.pdf")
        self.step(at, "A detainer comes in on form I-247A, as a filled PDF.")
        request = receive(received, self.hand("clerk", at), agency=POLICE, requester=IMMIGRATION)
        self.say(f"On record as {request}, entry {request.pk}, from {request.requester}.")
        return request

    def court_record(self, at: str, request: Any, case: dict[str, Any]) -> Any:
        """2 and 3. The clerk adds what the court and the search say, and the law is asked again."""
        from comity.cli.shown import decision
        from comity.desk.actions import facts

        self.step(at, "The clerk adds the charge, the search, the warrant that came with it.")
        names = ("charges", "convictions", "watchlist_match", "reentered_after_removal",
                 "removal_order", "consents")  # fmt: skip
        values = [f"person.{name}={json.dumps(case['person'][name])}" for name in names]
        values += [f"request.{name}={json.dumps(case['request'][name])}"
                   for name in ("asks", "instruments", "from_immigration_duties")]  # fmt: skip
        values += [f"custody.{name}={day}" for name, day in case["custody"].items()]
        seen, _ = facts.known(request)
        made = facts.enter(
            request, values, self.hand("clerk", at), based_on=seen, reason="the court's record"
        )
        for line in decision(made):
            self.say(line)
        return made

    def second_person(self, at: str, decision: Any) -> None:
        """4. A supervisor can sign what the law leaves open, and cannot sign what it forbids."""
        from comity.desk.actions import contact, sign

        self.step(at, "A supervisor would sign a hold, and then signs what is his to sign.")
        supervisor = self.hand("supervisor", at)
        self.refused(lambda: sign.sign(decision, supervisor, ["hold"]))
        sign.sign(decision, supervisor, ["share_status"])
        self.say(f"{decision}: share_status signed (8 U.S.C. § 1373); Comity holds no status.")
        words = contact.Content(str(decision.request), "The detainer is not honoured.")
        contact.tell(decision, "reply", words, supervisor)
        self.delivered(at)

    def administrative_warrant(self, at: str, request: Any, case: dict[str, Any]) -> None:
        """5. The immigration agency's record: its class, what asking would tell, who may say so."""
        from comity.cli.shown import check
        from comity.desk.actions import warrant

        self.step(at, 'The database shows a "warrant" of the immigration agency. What is it?')
        made = warrant.classify(
            request, "administrative-immigration-warrant", "Form I-205, read by the warrant desk",
            IMMIGRATION, self.hand("clerk", at),
        )  # fmt: skip
        for line in check(made):
            self.say(line)
        self.say("The law of 2017 leaves that to a person, and nobody has taken it upon himself:")
        asks = {"RTY": "WP", "OCA": "EXA1", "NIC": "W000000001"}
        self.refused(lambda: warrant.inquire(made, "R", asks, self.hand("clerk", at)))
        self.say(f"The law of 2026 forbids it: verify_warrant is {self.asked_today(case)}.")

    def asked_today(self, case: dict[str, Any]) -> str:
        """What the law in force today says of verifying that warrant."""
        from comity.facts import case_from
        from comity.flow import counsel

        question = {"kind": "warrant-inquiry", "asks": ["verify_warrant"], "received_at": TODAY}
        asked = {**case, "at": TODAY, "request": {**case["request"], **question}}
        return counsel().decide(case_from(asked)).actions["verify_warrant"].outcome

    def county_warrant(self, at: str, request: Any) -> None:
        """5. The county's criminal warrant: a lawyer signs, it is asked, ten minutes, an answer."""
        from comity.cli.shown import standing
        from comity.desk.actions import sign, warrant

        self.step(at, "The county has a judge's warrant for a crime. That one is asked about.")
        made = warrant.classify(
            request, "judicial-criminal-warrant", "the county's record, read by the warrant desk",
            COUNTY, self.hand("clerk", at), record="EX-W-1",
        )  # fmt: skip
        told = ["verify_warrant", "share_information", "notify_court_date"]
        sign.sign(made.decision, self.hand("lawyer", at), told, "a crime is being investigated")
        fields = {"RTY": "WP", "OCA": "EXA1", "NIC": "W000000002", "NAM": "EXAMPLE PERSON A"}
        asked = warrant.inquire(made, "U", fields, self.hand("clerk", at))
        self.say(f"Asked, urgently: the answer is due in {asked.due_at - asked.at}.")
        self.delivered(at)
        self.say(f"It reads: {next(iter(self.county.came.values()))}")
        later = at.replace(":20", ":27")
        warrant.answer(asked, "not-confirmed", self.hand("clerk", later))
        self.step(later, f"The county answers. {standing(made)}")

    def date_not_told(self, at: str, request: Any) -> None:
        """6. The court date becomes known, and is told to nobody: no one signed that it may be."""
        from comity.desk.actions import notice, standing

        hearing = self.docket(at, request, "A", "2017-06-02T09:30")
        decision = standing.in_force(request, "request", IMMIGRATION)
        self.say("May the immigration agency be told?")
        self.refused(lambda: notice.tell(decision, hearing, self.hand("clerk", at)))

    def date_told(self, at: str, request: Any, decision: Any) -> None:
        """6. A lawyer reads the section narrowly and signs; the calendar entry goes out."""
        from comity.desk.actions import notice, sign

        hearing = self.docket(at, request, "B", "2017-06-12T09:30")
        told = ["notify_court_date", "share_information"]
        why = "14-154(b) names holding and releases; the calendar is public (a made-up reason)"
        sign.sign(decision, self.hand("lawyer", at), told, why)
        self.say(f"A lawyer takes it upon himself: {why}.")
        notice.tell(decision, hearing, self.hand("clerk", at))
        self.delivered(at)

    def taken_back(self, at: str, decision: Any) -> None:
        """6. The decision is withdrawn: the entry is cancelled, and nothing leaves by it again."""
        from comity.desk.actions import withdraw

        self.step(at, "A supervisor reads it otherwise, and withdraws the decision.")
        withdraw.withdraw(decision, self.hand("supervisor", at), "the section is read broadly")
        self.delivered(at)

    def happened(self, at: str, request: Any, kind: str, note: str) -> None:
        """7. What happened in the end is entered."""
        from comity.desk.actions import outcome
        from comity.desk.models import DisclosureItem

        outcome.outcome(request, kind, datetime.fromisoformat(at), self.hand("clerk", at), note)
        told = DisclosureItem.objects.filter(contact__request=request, name="court_date")
        whom = sorted({f"{one.contact.recipient} by {one.contact} ({_how(one)})" for one in told})
        self.step(at, f"Outcome: {kind}; {note}.")
        self.say(f"The court date was told to: {', '.join(whom) or 'nobody'}.")

    def the_record(self) -> None:
        """8. Everything is verified; then person A is sealed, and it verifies still."""
        from comity.desk.actions import seal
        from comity.desk.models import Request

        self.head("The record")
        self.verified()
        first = Request.objects.order_by("pk").first()
        assert first is not None
        at = "2018-01-15T10:00-05:00"
        self.step(at, "A court orders the record of person A sealed.")
        seal.seal(first.person, self.hand("supervisor", at), "court-order", "EX-2018-1")
        self.say(f"The key of {first.person} is destroyed: nothing of it can be read any more.")
        self.verified()

    # What the steps share.

    def docket(self, at: str, request: Any, who: str, start: str) -> Any:
        """The docket is tied to the person and the court's feed is read; the hearing."""
        from comity.desk.actions import hearing
        from comity.desk.models import Appearance

        self.step(at, "The docket is this person's; the court's feed shows a hearing.")
        hearing.tie(request.person, f"EX-{who}", self.hand("clerk", at))
        self.feed(at, who, start, said=False)
        return Appearance.objects.get(person=request.person)

    def feed(self, at: str, who: str, start: str, *, said: bool = True) -> None:
        """The court's feed, which shows others as well: only people on record are taken in."""
        from comity.desk import court

        rows = [f"EX-{who},Criminal Court,AR1,{start},America/New_York,scheduled",
                f"EX-OTHER,Criminal Court,AR2,{start},America/New_York,scheduled"]  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "feed.csv"
            file.write_text("docket,court,room,start,zone,status\n" + "\n".join(rows) + "\n")
            shown, changed = court.read(file, self.hand("clerk", at))
        if said:
            self.step(at, "The court's feed again: the hearing is adjourned.")
        for one in changed:
            kinds = ", ".join(one.kinds)
            self.say(f"{shown} hearings shown, 1 of ours: {kinds}; {one.told} recipients told.")

    def delivered(self, at: str) -> None:
        """The worker sends what waits; what the immigration agency's server then has."""
        from comity.desk import worker

        before = {*self.immigration.came}
        count = worker.drain(now=lambda: datetime.fromisoformat(at))
        self.say(f"The worker sends {count}.")
        for key in self.immigration.came.keys() - before:
            self.say(f"  at {IMMIGRATION}: {_short(self.immigration.came[key])}")

    def verified(self) -> None:
        """The whole record, worked out again."""
        from comity.desk.check import check

        found = check()
        for fault in found.faults:
            self.say(f"FAULT: {fault}")
        counts = "; ".join(f"{what} {number}" for what, number in found.counts.items() if number)
        self.say(f"Verified: {counts}; {len(found.faults)} faults.")
        self.say(f"Last entry {found.last_number}, hash {found.last_hash[:16]}...")

    def hand(self, role: str, at: str) -> Any:
        """Somebody of the desk, at an hour of the story."""
        from comity.desk.hand import Hand
        from comity.desk.models import Account

        return Hand(Account.objects.get(username=f"example-{role}"), datetime.fromisoformat(at))

    def refused(self, act: Any) -> None:
        """Does what must be refused, and prints the refusal."""
        from comity.errors import ComityError

        try:
            act()
        except ComityError as error:
            self.say(f"Refused: {error}.")
        else:
            raise AssertionError("this should have been refused")

    def head(self, text: str) -> None:
        """A heading."""
        self.console.print()
        self.console.print(Text(text, style="bold"))

    def step(self, at: str, text: str) -> None:
        """A step, with its hour."""
        hour = datetime.fromisoformat(at)
        self.console.print(Text(f"{hour:%d %B %Y, %H:%M}  {text}"), soft_wrap=True)

    def say(self, text: str) -> None:
        """A line under a step."""
        self.console.print(Text(f"    {text}", style="dim"), soft_wrap=True)


_SHOWN = ("METHOD", "SEQUENCE", "STATUS", "DTSTART;TZID")


def _how(item: Any) -> str:
    return "meant" if item.meant else "told beside what was meant"


def _short(message: dict[str, Any]) -> str:
    """What a message says in a line: its words, or its calendar entry's METHOD and SEQUENCE."""
    import base64

    for file in message["attachments"]:
        text = base64.b64decode(file["data"]).decode()
        lines = [line for line in text.splitlines() if line.startswith(_SHOWN)]
        return f"{message['subject']}, {file['name']}: {', '.join(lines)}"
    return f"{message['subject']}: {message['body']}"


if __name__ == "__main__":
    run(Console(highlight=False))
