"""The master key is replaced: every key that it wrapped is wrapped by the new one.

MUST: the secrets of channels are sealed by the master key itself and move with it, in the same
transaction; a rotation that leaves one behind closes that channel.
"""

from pathlib import Path

from django.db import transaction

from comity.desk import channels, keys, ledger
from comity.desk.hand import Hand
from comity.desk.models import Channel
from comity.errors import SealError
from comity.record import sealing
from comity.record.sealing import Master


def rotate(to: Path, hand: Hand) -> tuple[int, str, str]:
    """Wraps everything with the master key in the file `to`, made if there is none.

    How many keys and secrets that were, and the ids of the old key and of the new. Raises SealError
    if the new key is the old one or something was sealed with neither; then nothing has changed.
    """
    old, new = keys.master(), _new(to)
    if old.id == new.id:
        raise SealError(f"{to} holds the key that is used now", expected="another key")
    with transaction.atomic():
        count = keys.rotate(old, new)
        for channel in Channel.objects.select_for_update().order_by("pk"):
            count += _seal_anew(channel, old, new)
        ledger.write("key-rotation", hand, {"keys": count, "from": old.id, "to": new.id})
    return count, old.id, new.id


def _new(to: Path) -> Master:
    if to.exists():
        return sealing.master_from({"COMITY_KEY_FILE": str(to)})
    return sealing.make_key_file(to)


def _seal_anew(channel: Channel, old: Master, new: Master) -> int:
    """How many secrets of a channel were sealed anew: one or none."""
    if not channel.secret:
        return 0
    about = channels._about(channel)
    secret = sealing.unseal(old.key, bytes(channel.secret), about)
    channel.secret = sealing.seal(new.key, secret, about)
    channel.save(update_fields=("secret",))
    return 1
