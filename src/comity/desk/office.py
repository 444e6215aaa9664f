"""What an administrator keeps: the accounts of the desk, the agencies, and the ways to reach them.

MUST: each of them that is made or changed leaves an entry, in the same transaction. An account is
never deleted, because the records name it; it is closed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from comity.desk import channels, ledger
from comity.desk.hand import Hand
from comity.desk.models import CHANNELS, ROLES, Account, Agency, Channel, Token
from comity.errors import DeskError

_SECRETS: Final = ("password", "passphrase", "secret", "token")


def account(
    name: str, role: str, agency: str, hand: Hand, *, password: str | None = None
) -> tuple[Account, bool]:
    """Makes an account, or gives one another role or agency; and whether it was made.

    With another place its sessions end at once, and its tokens are closed. Without a password
    nobody signs in with it on the pages. Raises DeskError for a role that there is not, for the
    program's own account, and for whoever would give himself another place.
    """
    _check_role(name, role)
    with transaction.atomic():
        found, made = Account.objects.select_for_update().get_or_create(
            username=name, defaults={"role": role, "agency": agency}
        )
        placed = (role, agency) != (found.role, found.agency)
        if placed and found == hand.by:
            raise DeskError("nobody changes his own role", expected="another administrator")
        tokens = _open_tokens(found) if placed else []
        found.role, found.agency, found.is_active = role, agency, True
        found.is_staff = role in ("inspector", "administrator")
        if password or made:
            found.set_password(password or None)
            untie(found)
        keep_account(found, hand, "made" if made else "changed")
        for token in tokens:
            close_token(token, hand)
        return found, made


def close_account(name: str, hand: Hand) -> Account:
    """Closes an account: its holder does nothing any more, and the records go on naming it."""
    with transaction.atomic():
        found = Account.objects.select_for_update().filter(username=name).first()
        if found is None or found.role == "system":
            raise DeskError(f"{name} is no account that can be closed")
        found.is_active = False
        keep_account(found, hand, "closed")
        return found


def close_token(token: Token, hand: Hand) -> None:
    """Closes a token; it opens nothing from now on."""
    with transaction.atomic():
        token.closed_at = hand.at
        token.save(update_fields=("closed_at",))
        ledger.write("account", hand, {"account": token.account_id, "what": "token closed"})


def _open_tokens(account: Account) -> list[Token]:
    """The tokens of an account that open something, locked."""
    found = Token.objects.select_for_update().filter(account=account, closed_at=None)
    return list(found.order_by("pk"))


def untie(account: Account) -> None:
    """Ends the way in by the agency's directory: a password takes its place."""
    SocialAccount.objects.filter(user=account).delete()


def keep_account(account: Account, hand: Hand, what: str) -> None:
    """Saves an account and its entry, in the transaction of the caller.

    The entry has the account's number and role; who holds it stands in the account alone.
    """
    account.save()
    public = {"account": account.pk, "what": what, "role": account.role, "agency": account.agency}
    ledger.write("account", hand, public)


def agency(code: str, hand: Hand, **told: Any) -> tuple[Agency, bool]:
    """Makes an agency, or changes what is told of it; and whether it was made.

    The entry has no mail address, which may be somebody's.
    """
    with transaction.atomic():
        found, made = Agency.objects.select_for_update().get_or_create(code=code, defaults=told)
        changed = [] if made else _change(found, told)
        public = {"agency": code, "immigration": found.immigration, "changed": changed}
        ledger.write("agency", hand, {**public, "what": "entered" if made else "changed"})
        return found, made


def channel(
    code: str,
    kind: str,
    to: str,
    own: Mapping[str, Any],
    hand: Hand,
    *,
    secret: bytes | None = None,
) -> tuple[Channel, bool]:
    """Opens a channel to an agency, or changes the one of this kind and address.

    `secret` is sealed: what signs for a webhook, the password of a mail server. Raises DeskError
    for an agency that is not on record, a kind that there is not, or a secret among the settings,
    which anybody can read who reads the database.
    """
    if kind not in CHANNELS:
        raise DeskError(f"{kind} is no kind of channel", expected=", ".join(CHANNELS))
    if shown := [name for name in own if name.lower() in _SECRETS]:
        what = f"{shown[0]} would stand in the settings for everybody to read"
        raise DeskError(what, expected="the secret of the channel, which is sealed")
    told = {"settings": {**own}, "open": True}
    with transaction.atomic():
        found, made = Channel.objects.select_for_update().get_or_create(
            agency=agency_of(code), kind=kind, to=to, defaults=told
        )
        changed = [] if made else _change(found, told)
        if secret is not None:
            channels.keep_secret(found, secret)
            changed.append("secret")
        what = "opened" if made or "open" in changed else "changed"
        _keep_channel(found, hand, what, changed=changed)
        return found, made


def close_channel(channel: Channel, hand: Hand) -> bool:
    """Closes a channel: nothing new is queued on it. Whether it was open."""
    with transaction.atomic():
        found = Channel.objects.select_for_update().select_related("agency").get(pk=channel.pk)
        if not found.open:
            return False
        found.open = False
        found.save(update_fields=("open",))
        _keep_channel(found, hand, "closed")
        return True


def close_channels(code: str, kind: str, to: str, hand: Hand) -> int:
    """Closes the channel of this kind and address. How many."""
    found = Channel.objects.filter(agency=agency_of(code), kind=kind, to=to)
    return sum(close_channel(one, hand) for one in found)


def _change(found: Agency | Channel, told: Mapping[str, Any]) -> list[str]:
    """Changes what is told of a row; the names of what became another."""
    changed = [name for name, value in told.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, told[name])
    found.save(update_fields=changed)
    return changed


def _keep_channel(found: Channel, hand: Hand, what: str, **more: Any) -> None:
    """The entry of a channel. It has no address, which may be somebody's."""
    public = {"channel": found.pk, "agency": found.agency.code, "way": found.kind, "what": what}
    ledger.write("channel", hand, {**public, **more})


def agency_of(code: str) -> Agency:
    """The agency of a code. Raises DeskError."""
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise DeskError(f"{code} is no agency on record", expected=f"`comity desk agency {code}`")
    return found


def trusted() -> dict[str, str]:
    """The agencies by the mail addresses and domains from which they are believed to write."""
    rows = Agency.objects.order_by("code").values_list("code", "senders")
    return {sender.lower(): code for code, senders in rows for sender in senders}


def _check_role(name: str, role: str) -> None:
    people: Sequence[str] = [one for one in ROLES if one != "system"]
    if role not in people or Account.objects.filter(username=name, role="system").exists():
        raise DeskError(f"{name} cannot be a {role}", expected=", ".join(people))
