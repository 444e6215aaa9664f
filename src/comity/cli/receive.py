"""`comity receive`: requests in, from files, a watched folder, the telephone or the counter."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.errors import ComityError, DeskError, InputError

if TYPE_CHECKING:
    from comity.cli.stopping import Stop
    from comity.desk.arrivals import Desk
    from comity.desk.models import Request

_LOOK_AGAIN_SECONDS = 2.0


def receive(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="PDF, JSON, CSV, XML, .eml, .mbox, or a folder of .eml files."),
    ] = None,
    agency: Annotated[str, typer.Option(help="The agency that is asked, as us-ny-nyc/nypd.")] = "",
    requester: Annotated[
        str | None, typer.Option("--from", help="The agency that asks; a mail may prove it itself.")
    ] = None,
    by: Annotated[str, typer.Option("--as", help="Who received it.")] = "",
    key: Annotated[
        str | None, typer.Option(help="Handed in again under this key, it is the same request.")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: FILE is a folder, files move to done/.")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="With --watch: take up what is there, and end.")
    ] = False,
    telephone: Annotated[bool, typer.Option("--telephone", help="It came by telephone.")] = False,
    in_person: Annotated[bool, typer.Option("--in-person", help="It was made here.")] = False,
    paper: Annotated[bool, typer.Option("--paper", help="A paper that no reader reads.")] = False,
    say: Annotated[
        list[str] | None, typer.Option(help="What was said, as request.kind=detainer.")
    ] = None,
    number: Annotated[
        list[str] | None, typer.Option(help="The requester's own: event=, subject= or file=.")
    ] = None,
    note: Annotated[str, typer.Option(help="In whose words, and how.")] = "",
) -> None:
    """Put requests on record, whoever received them and however, and decide them."""
    from comity.cli import at_desk

    at_desk.open_desk()
    from comity.desk.arrivals import Desk, arrived, enter

    if not agency or not by:
        raise InputError("is missing", field="--agency" if not agency else "--as",
                         expected="who is asked, and who received it")  # fmt: skip
    hand = at_desk.hand(by, agency)
    desk = Desk(agency, requester, os.environ.get("COMITY_MAIL_SERVER", "localhost"))
    how = _how(telephone=telephone, in_person=in_person, paper=paper)
    if how:
        from comity.facts.spoken import spoken

        numbers = [*at_desk.pairs(number or [], "--number").items()]
        found = spoken(how, say or [], by, note, requester, numbers)
        _show(enter([found], desk, hand, key))
    elif watch:
        _watch(_folder(files), desk, by, once=once)
    else:
        read = [one for file in _named(files) for one in arrived(file, desk.server)]
        _show(enter(read, desk, hand, key))


def _how(**told: bool) -> str | None:
    """The one way in that was said; None for files."""
    found = [name.replace("_", "-") for name, said in told.items() if said]
    if len(found) > 1:
        raise InputError(f"{' and '.join(found)}", expected="one way in")
    return found[0] if found else None


def _named(files: list[Path] | None) -> list[Path]:
    if not files:
        raise InputError("no file is named", field="FILE", expected="a file, or --telephone")
    return files


def _folder(files: list[Path] | None) -> Path:
    if not files or len(files) != 1 or not files[0].is_dir():
        raise InputError("one folder is watched", field="--watch", expected="a folder")
    return files[0]


def _watch(folder: Path, desk: "Desk", by: str, *, once: bool) -> None:
    """Takes up what comes, until told to stop; what cannot be written now is tried again."""
    from django.db import Error, connection

    from comity.cli.stopping import Stop

    with Stop() as stop:
        while not stop.told():
            try:
                _take_up(folder, desk, by, stop)
            except (Error, OSError) as error:
                if once:
                    raise DeskError(f"{folder} cannot be taken up now: {error}") from None
                sys.stderr.write(f"comity: waiting: {error}\n")
                connection.close()
            if once or stop.wait(_LOOK_AGAIN_SECONDS):
                return


def _take_up(folder: Path, desk: "Desk", by: str, stop: "Stop") -> None:
    from comity.cli import at_desk
    from comity.desk.arrivals import sweep

    for name, found in sweep(folder, desk, lambda: at_desk.hand(by, desk.agency)):
        if isinstance(found, ComityError):
            sys.stderr.write(f"comity: {name} refused: {found}\n")
        else:
            _show(found)
        if stop.told():
            return


def _show(made: list["Request"]) -> None:
    from comity.cli.at_desk import say
    from comity.cli.shown import marks
    from comity.desk.models import RequestStatus

    for one in made:
        status = RequestStatus.objects.get(request=one)
        also = f", the same as {one.duplicate_of}" if one.duplicate_of else ""
        decided = f", decided by {status.decision}" if status.decision else ""
        said = f"{one}: from {one.requester} by {one.how}, {status.state}{decided}{also}"
        say(f"{said}  (P{one.person_id})")
        for mark in marks(one):
            say(f"  to look at: {mark}")
