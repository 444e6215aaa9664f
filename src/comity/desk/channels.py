"""The channels of the desk: an agency's own settings made into those that a channel takes.

MUST: a channel that is set up wrongly raises InputError and nothing else, so that its messages wait
until somebody mends it.
"""

from collections.abc import Callable
from html import escape
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import evolve
from django.conf import settings

from comity.act.channels.message import Attachment, Message, Receipt
from comity.desk import keys
from comity.desk.models import Channel, Delivery
from comity.errors import ContactError, InputError
from comity.record import sealing

_FIRST: Final = ("webhook", "sftp", "smtp", "paper")
"""A direct link says at once what became of a message; paper says least."""


def send(message: Message, delivery: Delivery) -> Receipt:
    """Sends a message on the delivery's channel. Raises InputError for settings that are wrong."""
    channel = delivery.channel
    own = _paths({**channel.settings})
    try:
        return _BY_KIND[channel.kind](message, channel, own)
    except TypeError as error:
        what = f"the settings of {channel} are not those of such a channel ({error})"
        raise InputError(what, expected="an administrator to correct them") from error


def kinds_to(code: str) -> list[str]:
    """The kinds of channel that are open to an agency, the one first that is taken unasked."""
    open_ = {*Channel.objects.filter(agency__code=code, open=True).values_list("kind", flat=True)}
    return [one for one in _FIRST if one in open_]


def choose(code: str, kind: str = "") -> Channel:
    """The one channel on which an agency is told something, of two of a kind the one made last.

    Of the kind that somebody named, or else of the first that is open. Raises ContactError where
    none is.
    """
    wanted = kind or next(iter(kinds_to(code)), "")
    rows = Channel.objects.filter(agency__code=code, open=True, kind=wanted)
    found = rows.order_by("-pk").first()
    if found is None:
        what = f"no channel to {code}" + (f" by {kind}" if kind else "")
        raise ContactError(what, expected="an administrator to open one")
    return found


def _smtp(message: Message, channel: Channel, own: dict[str, Any]) -> Receipt:
    from comity.act.channels import smtp

    secret = secret_of(channel) if channel.secret else None
    return smtp.send(message, smtp.Settings(**mail_server(own, secret)))


def _webhook(message: Message, channel: Channel, own: dict[str, Any]) -> Receipt:
    from comity.act.channels import webhook

    return webhook.send(message, webhook.Settings(secret=secret_of(channel), **own))


def _sftp(message: Message, _: Channel, own: dict[str, Any]) -> Receipt:
    from comity.act.channels import sftp

    return sftp.send(message, sftp.Settings(**own))


def _paper(message: Message, _: Channel, own: dict[str, Any]) -> Receipt:
    from comity.act.channels import paper

    return paper.send(_printed(message), paper.Settings(**own))


def keep_secret(channel: Channel, secret: bytes) -> None:
    """Seals a channel's secret under the master key, and saves it."""
    channel.secret = sealing.seal(keys.master().key, secret, _about(channel))
    channel.save(update_fields=("secret",))


def secret_of(channel: Channel) -> bytes:
    """The channel's secret. Raises SealError."""
    return sealing.unseal(keys.master().key, bytes(channel.secret), _about(channel))


def _about(channel: Channel) -> bytes:
    return f"secret of channel {channel.pk}".encode()


# Each is loaded when it is first used: a desk that prints nothing need not load what prints.
_BY_KIND: Final[dict[str, Callable[[Message, Channel, dict[str, Any]], Receipt]]] = {
    "smtp": _smtp,
    "webhook": _webhook,
    "sftp": _sftp,
    "paper": _paper,
}


def _printed(message: Message) -> Message:
    """The message with its letter as a PDF: a page of HTML if it has one, or else its words."""
    from comity.act.channels import paper

    if any(one.kind == "application/pdf" for one in message.attachments):
        return message
    page = next((one.data.decode() for one in message.attachments if one.kind == "text/html"), None)
    if page is None:
        head = escape(message.subject)
        page = (
            f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{head}</title>\n</head>\n<body>\n<h1>{head}</h1>\n"
            f'<p style="white-space: pre-wrap">{escape(message.body)}</p>\n</body>\n</html>\n'
        )
    letter = Attachment("letter.pdf", "application/pdf", paper.to_pdf(page))
    return evolve(message, attachments=(*message.attachments, letter))


def _paths(own: dict[str, Any]) -> dict[str, Any]:
    """The settings with their files as paths; one that is relative is within COMITY_HOME."""
    names = ("key_file", "known_hosts", "ca_file", "folder")
    return {name: settings.HOME / value if name in names else value for name, value in own.items()}


def mail_server(own: dict[str, Any] | None = None, secret: bytes | None = None) -> dict[str, Any]:
    """The desk's mail server from COMITY_SMTP, with what a channel says otherwise.

    The channel's secret, if it has one, is the password. Raises InputError.
    """
    own = own or {}
    url = urlsplit(settings.SMTP)
    if not url.hostname and "host" not in own:
        what = "no mail server is set"
        raise InputError(what, field="COMITY_SMTP", expected="smtp://user:password@host:port")
    server: dict[str, Any] = {"sender": settings.MAIL}
    if "host" not in own:
        server |= _of_the_desk(url)
    if secret is not None:
        try:
            server["password"] = secret.decode()
        except UnicodeDecodeError:
            raise InputError("cannot be used", field="password", expected="ASCII") from None
    return {**server, **own}


def _of_the_desk(url: SplitResult) -> dict[str, Any]:
    """The desk's own server. Its user and password go to no other."""
    server: dict[str, Any] = {"host": url.hostname, "port": url.port or 587}
    if url.username:
        server |= {"username": unquote(url.username), "password": unquote(url.password or "")}
    if url.scheme == "smtp+insecure":
        server["tls"] = "none"
    return server
