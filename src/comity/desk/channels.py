"""The channels of the desk: an agency's own settings made into those that a channel takes."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from comity.act.channels.message import Message, Receipt
from comity.desk import keys
from comity.desk.models import Channel, Delivery
from comity.errors import InputError
from comity.record import sealing


def send(message: Message, delivery: Delivery) -> Receipt:
    """Sends a message on the delivery's channel. Raises InputError for settings that are wrong."""
    channel = delivery.channel
    kind, own = channel.kind, dict(channel.settings)
    if kind == "smtp":
        from comity.act.channels import smtp

        return smtp.send(message, smtp.Settings(**_mail_server(own)))
    if kind == "webhook":
        from comity.act.channels import webhook

        return webhook.send(message, webhook.Settings(secret=secret_of(channel), **_paths(own)))
    if kind == "sftp":
        from comity.act.channels import sftp

        return sftp.send(message, sftp.Settings(**_paths(own)))
    from comity.act.channels import paper

    return paper.send(message, paper.Settings(**_paths(own)))


def keep_secret(channel: Channel, secret: bytes) -> None:
    """Seals a channel's secret under the master key, and saves it."""
    channel.secret = sealing.seal(keys.master().key, secret, _about(channel))
    channel.save(update_fields=("secret",))


def secret_of(channel: Channel) -> bytes:
    """The channel's secret. Raises SealError."""
    return sealing.unseal(keys.master().key, bytes(channel.secret), _about(channel))


def _about(channel: Channel) -> bytes:
    return f"secret of channel {channel.pk}".encode()


def _paths(own: dict[str, Any]) -> dict[str, Any]:
    names = ("key_file", "known_hosts", "ca_file", "folder")
    return {name: Path(value) if name in names else value for name, value in own.items()}


def _mail_server(own: dict[str, Any]) -> dict[str, Any]:
    """The desk's mail server from COMITY_SMTP, with what a channel says otherwise."""
    url = urlsplit(settings.SMTP)
    if not url.hostname and "host" not in own:
        what = "no mail server is set"
        raise InputError(what, field="COMITY_SMTP", expected="smtp://user:password@host:port")
    server: dict[str, Any] = {"sender": settings.MAIL}
    if url.hostname:
        server |= {"host": url.hostname, "port": url.port or 587}
    if url.username:
        server |= {"username": unquote(url.username), "password": unquote(url.password or "")}
    if url.scheme == "smtp+insecure":
        server["tls"] = "none"
    return {**server, **_paths(own)}
