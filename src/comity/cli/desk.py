"""`comity desk`: a desk is made, and its accounts, agencies and channels are kept."""

from pathlib import Path
from typing import Annotated

import typer

from comity.errors import InputError

app = typer.Typer(
    help="The desk: made, and kept by its administrator.",
    invoke_without_command=True,
    rich_markup_mode=None,
)

BIND = "127.0.0.1:8017"

By = Annotated[
    str | None, typer.Option("--as", help="The administrator who does it; else the program.")
]


@app.callback()
def desk(
    context: typer.Context,
    bind: Annotated[str, typer.Option(help="The address and port of the pages.")] = BIND,
) -> None:
    """The desk: its pages served, and kept by its administrator."""
    if context.invoked_subcommand is None:
        from comity.cli import at_desk

        at_desk.open_desk()
        from comity.desk import serve

        at_desk.say(f"The desk's pages at http://{bind.replace('127.0.0.1', 'localhost')}/")
        serve.serve(bind)


@app.command()
def demo(
    background: Annotated[
        bool, typer.Option("--background", help="Leave it running; `desk demo --stop` ends it.")
    ] = False,
    stop: Annotated[bool, typer.Option("--stop", help="End the one that runs.")] = False,
    bind: Annotated[str, typer.Option(help="The address and port of the pages.")] = BIND,
) -> None:
    """Run the desk on a made-up day, and print a sign-in for each role."""
    from comity.cli import desk_demo

    if stop:
        desk_demo.stop()
    else:
        desk_demo.run(bind, background=background)


@app.command()
def code(
    role: Annotated[
        str, typer.Argument(help="clerk, supervisor, lawyer, inspector, administrator.")
    ],
) -> None:
    """Print the code that the demonstration's authenticator of a role shows now."""
    from comity.cli.at_desk import say
    from comity.cli.desk_demo import ready

    ready()
    from comity.desk.demonstration_day import code as of_now
    from comity.desk.demonstration_day import secret_of

    say(of_now(secret_of(role)))


@app.command()
def setup(
    demo: Annotated[
        bool, typer.Option("--demo", help="Add made-up accounts and agencies to try it with.")
    ] = False,
) -> None:
    """Make COMITY_HOME, a master key, the tables and their guards; leave alone what is there."""
    from comity.cli.at_desk import say
    from comity.desk import setup as desk

    desk.configure()
    for line in desk.make():
        say(line)
    if demo:
        from comity.desk import made_up

        for line in made_up.add():
            say(line)


@app.command()
def account(
    name: Annotated[str, typer.Argument(help="The name to act and sign in with.")],
    role: Annotated[
        str | None, typer.Option(help="clerk, supervisor, lawyer, inspector or administrator.")
    ] = None,
    agency: Annotated[str, typer.Option(help="The agency it works for, as us-ny-nyc/nypd.")] = "",
    password: Annotated[
        bool, typer.Option("--password", help="Ask for a password for the pages.")
    ] = False,
    close: Annotated[bool, typer.Option("--close", help="Close the account.")] = False,
    by: By = None,
) -> None:
    """Make an account, give one another role, or close it."""
    from comity.cli.at_desk import hand, open_desk, say

    open_desk()
    from comity.desk import office

    who = hand(by, roles=("administrator",))
    if close:
        say(f"{office.close_account(name, who).username}: closed")
        return
    if role is None:
        raise InputError("no role is given", field="--role", expected="what the account does")
    word = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if password else None
    found, made = office.account(name, role, agency, who, password=word)
    say(f"{found.username}: {'made' if made else 'changed'}, {role} of {agency or 'any agency'}")


@app.command()
def link(
    name: Annotated[str, typer.Argument(help="The account.")],
    subject: Annotated[str, typer.Option(help="The `sub` of its holder in the directory.")],
    by: By = None,
) -> None:
    """Tie an account to its holder in the agency's directory; its password ends."""
    from comity.cli.at_desk import hand, open_desk, say

    open_desk()
    from comity.desk.actions import directory

    found = directory.link(name, subject, hand(by, roles=("administrator",)))
    say(f"{found.username}: signs in by the agency's directory")


@app.command()
def agency(
    code: Annotated[str, typer.Argument(help="The agency's code, as us/ice.")],
    name: Annotated[str, typer.Option(help="Its name.")],
    immigration: Annotated[
        bool, typer.Option("--immigration", help="Its duties include immigration enforcement.")
    ] = False,
    ori: Annotated[str, typer.Option(help="Its address in the police network.")] = "",
    mail: Annotated[str, typer.Option(help="Its mail address in calendar entries.")] = "",
    sender: Annotated[
        list[str] | None, typer.Option(help="A mail address or domain that it writes from.")
    ] = None,
    by: By = None,
) -> None:
    """Enter an agency that asks or is told, or change what is known of it."""
    from comity.cli.at_desk import hand, open_desk, say

    open_desk()
    from comity.desk import office

    told = {"name": name, "immigration": immigration, "ori": ori, "mail": mail}
    who = hand(by, roles=("administrator",))
    found, made = office.agency(code, who, **told, senders=sender or [])
    kind = "an immigration agency" if found.immigration else "no immigration agency"
    say(f"{code}: {'entered' if made else 'changed'}, {kind}")


@app.command()
def channel(
    code: Annotated[str, typer.Argument(help="The agency's code.")],
    kind: Annotated[str, typer.Argument(help="smtp, webhook, sftp or paper.")],
    to: Annotated[str, typer.Argument(help="The mailbox, URL, folder or tray.")],
    setting: Annotated[
        list[str] | None, typer.Option(help="A setting of the channel, as port=587.")
    ] = None,
    secret_file: Annotated[
        Path | None, typer.Option(help="A file with the secret that signs; its bytes, one line.")
    ] = None,
    close: Annotated[bool, typer.Option("--close", help="Queue nothing more on it.")] = False,
    by: By = None,
) -> None:
    """Open a way to reach an agency, change its settings, or close it."""
    from comity.cli.at_desk import hand, open_desk, pairs, plain, say

    open_desk()
    from comity.desk import office

    who = hand(by, roles=("administrator",))
    if close:
        say(f"{code} by {kind}: {office.close_channels(code, kind, to, who)} closed")
        return
    own = {name: plain(value) for name, value in pairs(setting or [], "--setting").items()}
    secret = _secret(secret_file) if secret_file else None
    found, made = office.channel(code, kind, to, own, who, secret=secret)
    say(f"{found}: {'opened' if made else 'changed'}, {to}")


@app.command("rotate-key")
def rotate_key(
    to: Annotated[Path, typer.Option(help="The file of the new master key; made if absent.")],
    by: By = None,
) -> None:
    """Wrap every person's key with a new master key; what is sealed stays as it is."""
    from comity.cli.at_desk import hand, open_desk, say

    open_desk()
    from comity.desk import rotation

    count, old, new = rotation.rotate(to, hand(by, roles=("administrator",)))
    say(f"{count} keys wrapped anew: {old} before, {new} now")
    say(f"Set COMITY_KEY_FILE={to} for every command, worker and server, and destroy the old key")


def _secret(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except OSError as error:
        what = f"{path} cannot be read: {error.strerror}"
        raise InputError(what, field="--secret-file", expected="a file with a secret") from None
