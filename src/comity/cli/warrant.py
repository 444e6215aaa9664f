"""`comity warrant`: what a record is, whether its issuer may be asked, and what it answered."""

from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.request import By, Named, Over
from comity.errors import DeskError

if TYPE_CHECKING:
    from comity.desk.models import WarrantCheck

app = typer.Typer(
    help="Warrant checks: the class of the record first.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Checked = Annotated[str, typer.Argument(metavar="CHECK", help="A check's number, as W14.")]
Fields = Annotated[
    list[str] | None, typer.Argument(metavar="FIELD=VALUE...", help="The message, as RTY=WP.")
]


@app.command("class")
def classify(
    request: Named,
    record_class: Annotated[
        str,
        typer.Argument(
            metavar="CLASS",
            help="judicial-criminal-warrant, administrative-immigration-warrant, "
            "deported-felon-notice or other.",
        ),
    ],
    by: By,
    source: Annotated[str, typer.Option(help="The document or person it was learnt from.")],
    issuer: Annotated[str, typer.Option(help="The agency that entered the record.")],
    ground: Annotated[
        list[str] | None, typer.Option(help="A ground for disclosure that is on record.")
    ] = None,
    record: Annotated[str, typer.Option(help="The record's own number.")] = "",
) -> None:
    """Say what a record is, and see what asking about it would tell and whether it may be."""
    from comity.cli import at_desk, shown

    at_desk.open_desk()
    from comity.desk.actions import warrant

    found = at_desk.request(request)
    hand = at_desk.hand(by, found.agency)
    made = warrant.classify(
        found, record_class, source, issuer, hand, grounds=tuple(ground or ()), record=record
    )
    for line in shown.check(made):
        at_desk.say(line)


@app.command()
def ask(
    check: Checked,
    priority: Annotated[str, typer.Argument(help="U (10 minutes) or R (1 hour).")],
    by: By,
    fields: Fields = None,
    override: Over = None,
) -> None:
    """Ask the issuing agency, if the law lets it be asked; the third request is the last."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import warrant

    found = _check(check)
    hand = at_desk.hand(by, found.request.agency)
    own = at_desk.pairs(fields or [], "FIELD")
    made = warrant.inquire(found, priority, own, hand, override=at_desk.override(override))
    due = made.due_at.isoformat(timespec="seconds")
    at_desk.say(f"W{found.pk}: request {made.number} to {found.issuer} queued, answer due {due}")


@app.command()
def answer(
    check: Checked,
    says: Annotated[str, typer.Argument(help="confirmed, not-confirmed or in-process.")],
    by: By,
    until: Annotated[
        str | None, typer.Option(help="For in-process: by when it will be known.")
    ] = None,
    number: Annotated[int | None, typer.Option(help="The request answered; else the last.")] = None,
) -> None:
    """Enter what the issuing agency answered. Silence is never entered: it confirms nothing."""
    from comity.cli import at_desk, shown

    at_desk.open_desk()
    from comity.desk.actions import warrant

    found = _check(check)
    hand = at_desk.hand(by, found.request.agency)
    asked = found.inquiries.order_by("-number")
    one = asked.filter(number=number).first() if number else asked.first()
    if one is None:
        raise DeskError(f"W{found.pk} was not asked about", expected="`comity warrant ask` first")
    warrant.answer(one, says, hand, at_desk.instant(until, "--until") if until else None)
    at_desk.say(shown.standing(found))


@app.command("control-agency")
def control_agency(check: Checked, by: By) -> None:
    """Enter that the state's control agency was told that nobody has answered two requests."""
    from comity.cli import at_desk, shown

    at_desk.open_desk()
    from comity.desk.actions import warrant

    found = _check(check)
    warrant.told_control_agency(found, at_desk.hand(by, found.request.agency))
    at_desk.say(shown.standing(found))


@app.command()
def query(request: Named, by: By, fields: Fields = None, override: Over = None) -> None:
    """Send an immigration alien query, which itself tells the immigration agency of the person."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import warrant

    found = at_desk.request(request)
    hand = at_desk.hand(by, found.agency)
    own = at_desk.pairs(fields or [], "FIELD")
    made = warrant.alien_query(found, own, hand, override=at_desk.override(override))
    at_desk.say(f"{found}: {made} queued")


def _check(text: str) -> "WarrantCheck":
    from comity.cli.at_desk import number
    from comity.desk.models import WarrantCheck

    rows = WarrantCheck.objects.select_related("request__person", "decision")
    found = rows.filter(pk=number(text, "W")).first()
    if found is None:
        raise DeskError(f"there is no warrant check {text}", expected="a number, as W14")
    return found
