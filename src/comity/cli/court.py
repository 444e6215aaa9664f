"""`comity court`: hearings of people on record, and who is told of them."""

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.request import By, Named, Over
from comity.errors import DeskError

app = typer.Typer(
    help="Court dates: read from a court's feed, and told to whoever may have them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def docket(
    request: Named,
    number: Annotated[str, typer.Argument(help="The docket's number.")],
    by: By,
) -> None:
    """Say that a docket is this person's, so that its hearings are taken from the court's feed."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import hearing

    found = at_desk.request(request)
    hearing.tie(found.person, number, at_desk.hand(by, found.agency))
    at_desk.say(f"{found}: docket on record for {found.person}")


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="CSV, .ics or XML of a court.")],
    by: By,
    zone: Annotated[
        str | None, typer.Option(help="The court's zone, for times that name none.")
    ] = None,
) -> None:
    """Take in a court's feed: what moved is passed on, what was called off is taken back."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk import court

    hand = at_desk.hand(by)
    seen, changed = court.read(file, hand, zone)
    at_desk.say(f"{seen} appearances read, {len(changed)} of people on record changed")
    for one in changed:
        urgent = "  EARLIER: look at it now" if one.urgent else ""
        told = f", {one.told} told" if one.told else ""
        at_desk.say(f"  {one.appearance.person}: {', '.join(one.kinds)}{told}{urgent}")


@app.command()
def notify(
    request: Named,
    by: By,
    hearing: Annotated[
        int | None, typer.Option(help="Which hearing, where there are several: 1, 2, ...")
    ] = None,
    override: Over = None,
) -> None:
    """Tell the requester of the court date, if a decision that was signed or an override allows."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.actions import notice
    from comity.desk.models import Appearance

    found = at_desk.request(request)
    hand = at_desk.hand(by, found.agency)
    coming = [*Appearance.objects.filter(person=found.person).order_by("start", "pk")]
    if not coming or (len(coming) > 1 and hearing is None) or (hearing or 1) > len(coming):
        what = f"{found.person} has {len(coming)} hearings on record"
        raise DeskError(what, expected="`comity court read` first, or --hearing to say which")
    one, named = coming[(hearing or 1) - 1], at_desk.override(override)
    made = notice.tell(at_desk.decision(request), one, hand, override=named)
    at_desk.say(f"{found}: {made} queued")
