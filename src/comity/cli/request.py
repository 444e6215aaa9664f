"""The commands about one request: its facts, its answer, the second person, and what happened.

Each finds who acts and what about, calls one action of the desk, and says what it made.
"""

from typing import Annotated

import typer

Named = Annotated[str, typer.Argument(metavar="REQUEST", help="A request's number, as R12.")]
Decided = Annotated[
    str,
    typer.Argument(metavar="REQUEST|DECISION", help="A decision (D13), or R12's."),
]
By = Annotated[str, typer.Option("--as", help="Who does it.")]
Over = Annotated[int | None, typer.Option("--override", help="The override to rest on.")]
Why = Annotated[str, typer.Option(help="The reason, in words.")]


def facts(
    request: Named,
    values: Annotated[
        list[str], typer.Argument(metavar="PATH=VALUE...", help="As person.watchlist_match=false.")
    ],
    by: By,
    reason: Why = "",
    based_on: Annotated[
        int, typer.Option(help="The version that was seen; 0 where there is none yet.")
    ] = 0,
) -> None:
    """Enter facts, or correct them with a reason, and decide again."""
    from comity.cli import at_desk, shown

    at_desk.open_desk()
    from comity.desk.actions import facts as entering

    found = at_desk.request(request)
    hand = at_desk.hand(by, found.agency)
    made = entering.enter(found, values, hand, based_on=based_on, reason=reason)
    at_desk.say(f"{found}: version {made.facts.version} of the facts, decided by {made}")
    for line in shown.changed(made):
        at_desk.say(line)


def answer(request: Named) -> None:
    """Print where a request stands: its decision, signatures, contacts, checks and clocks."""
    from comity.cli import at_desk, shown

    at_desk.open_desk()
    for line in shown.request(at_desk.request(request)):
        at_desk.say(line)


def sign(
    decision: Decided,
    actions: Annotated[list[str], typer.Argument(help="The acts that may go ahead, as hold.")],
    by: By,
    reason: Why = "",
) -> None:
    """Sign what somebody else prepared; where the law leaves a doubt, say why."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import sign as signing

    found = at_desk.decision(decision)
    hand = at_desk.hand(by, found.request.agency)
    signing.sign(found, hand, actions, reason)
    at_desk.say(f"{found} of {found.request}: {', '.join(actions)} signed by {by}")


def send_back(decision: Decided, by: By, reason: Why = "") -> None:
    """Send a decision back to whoever prepared it, with the reason."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import sign as signing

    found = at_desk.decision(decision)
    signing.send_back(found, at_desk.hand(by, found.request.agency), reason)
    at_desk.say(f"{found} of {found.request}: sent back by {by}")


def withdraw(decision: Decided, by: By, reason: Why = "") -> None:
    """End a decision: nothing leaves by it any more, and what it told is taken back."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import withdraw as ending

    found = at_desk.decision(decision)
    ending.withdraw(found, at_desk.hand(by, found.request.agency), reason)
    at_desk.say(f"{found} of {found.request}: withdrawn by {by}")


def override(
    request: Named,
    items: Annotated[list[str], typer.Argument(help="What may be told, as court_date.")],
    by: By,
    to: Annotated[str, typer.Option(help="The agency that may be told.")],
    reason: Why = "",
) -> None:
    """Let a recipient be told something against or without the law's answer; it is reported."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import override as overriding

    found = at_desk.request(request)
    made = overriding.override(found, to, items, at_desk.hand(by, found.agency), reason)
    at_desk.say(f"{found}: override {made.pk} by {by}: {to} may be told {', '.join(items)}")


def outcome(
    request: Named,
    kind: Annotated[str, typer.Argument(help="released, held, came-and-left, did-not-come, ...")],
    by: By,
    at: Annotated[str, typer.Option(help="When it happened, with its offset.")],
    note: Annotated[str, typer.Option(help="What else is to be known.")] = "",
) -> None:
    """Enter what happened in the end."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import outcome as ends

    found = at_desk.request(request)
    hand = at_desk.hand(by, found.agency)
    ends.outcome(found, kind, at_desk.instant(at, "--at"), hand, note)
    at_desk.say(f"{found}: {kind}")


def letter(
    request: Named,
    by: By,
    language: Annotated[
        str | None, typer.Option(help="The language that the person asked for, as es.")
    ] = None,
    release: Annotated[
        str | None, typer.Option(help="The instant of a release that was told.")
    ] = None,
) -> None:
    """Write the letters that the law owes to the person, and queue them for printing."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import duty

    found = at_desk.request(request)
    hand = at_desk.hand(by, found.agency)
    told = at_desk.instant(release, "--release") if release else None
    made = duty.write(at_desk.decision(request), hand, language=language, release=told)
    at_desk.say(f"{found}: {', '.join(str(one) for one in made) or 'no letter is owed'}")


def receipt(
    contact: Annotated[str, typer.Argument(metavar="CONTACT", help="A contact's number, as C15.")],
    word: Annotated[str, typer.Argument(help="delivered or bounced.")],
    by: By,
    note: Annotated[str, typer.Option(help="How it is known; nothing about the person.")] = "",
) -> None:
    """Enter that a message arrived, or came back."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import receipts

    found = at_desk.contact(contact)
    hand = at_desk.hand(by, found.request.agency)
    for delivery in found.deliveries.order_by("pk"):
        receipts.enter(delivery, word, hand, note)
        at_desk.say(f"{found} by {delivery.channel.kind}: {receipts.status(delivery)}")
    if note and hasattr(found.request.person, "seal"):
        at_desk.say(f"{found.request.person} is sealed: the note is not kept.")


def seal(
    person: Annotated[str, typer.Argument(metavar="PERSON|REQUEST", help="P3, or R12's person.")],
    by: By,
    ground: Annotated[
        str, typer.Option(help="Why: court-order, statute, retention or other.")
    ] = "",
    order: Annotated[str, typer.Option(help="The number of the order itself; no docket.")] = "",
) -> None:
    """Destroy a person's key: nothing that is known of him can be read any more, by anyone."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import seal as sealing

    found = at_desk.person(person)
    made = sealing.seal(found, at_desk.hand(by), ground, order)
    at_desk.say(f"{found}: sealed by {by}, entry {made.pk}; nothing of it can be read any more")
    at_desk.say("Backups that were made before still hold it: destroy them.")
