"""The keys of the desk: each place opens with its own, and a lost key is said clearly."""

import base64

import pytest

from comity.desk import case, keys
from comity.desk.actions import decide
from comity.desk.hand import Hand
from comity.desk.models import IndexKey, PersonKey
from comity.errors import SealError
from comity.record.sealing import Master, wrap
from tests.desk.people import requested

pytestmark = pytest.mark.django_db

OLD, NEW, OTHER = Master(bytes(range(32))), Master(b"n" * 32), Master(b"o" * 32)


def use(monkeypatch: pytest.MonkeyPatch, master: Master) -> None:
    monkeypatch.setenv("COMITY_KEY", base64.b64encode(master.key).decode())


def test_after_a_rotation_everything_opens_with_the_new_key_alone(
    clerk: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The persons' keys and the index key are wrapped anew; what they sealed stays as it is."""
    request = requested(clerk)
    before, print_ = decide.full(request.decisions.get()), keys.fingerprint("x")

    assert 2 == keys.rotate(OLD, NEW)
    assert {NEW.id} == {*PersonKey.objects.values_list("master", flat=True)}
    with pytest.raises(SealError, match=f"master key {NEW.id}, and this one is {OLD.id}"):
        keys.key_of(request.person)
    use(monkeypatch, NEW)
    assert before == decide.full(request.decisions.get())
    assert print_ == keys.fingerprint("x")


def test_a_rotation_twice_does_nothing_more(clerk: Hand) -> None:
    """After a crash somebody rotates again, and nothing is wrapped twice."""
    requested(clerk)
    keys.rotate(OLD, NEW)

    assert 0 == keys.rotate(OLD, NEW)


def test_a_rotation_from_a_wrong_key_changes_nothing(clerk: Hand) -> None:
    """One key that was wrapped by neither, and all stays as it was."""
    requested(clerk)
    requested(clerk, "case-b", "EX-2")
    last = PersonKey.objects.order_by("-pk")[0]
    last.wrapped = wrap(OTHER, b"k" * 32, f"key of P{last.pk}".encode())
    last.save()

    with pytest.raises(SealError):
        keys.rotate(OLD, NEW)
    assert {OLD.id} == {*PersonKey.objects.values_list("master", flat=True)}
    assert {OLD.id} == {*IndexKey.objects.values_list("master", flat=True)}


def test_a_wrong_key_is_said_and_gives_no_garbage(
    clerk: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ids are named, so that somebody can look for the right file."""
    request = requested(clerk)
    use(monkeypatch, OTHER)

    with pytest.raises(SealError, match=f"{OLD.id}, and this one is {OTHER.id}"):
        decide.full(request.decisions.get())
    with pytest.raises(SealError):
        requested(clerk, "case-b", "EX-2")


def test_a_lost_key_file_is_said(
    clerk: Hand, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """A file that is not there is named, and nothing is taken in that nobody could read."""
    request = requested(clerk)
    monkeypatch.delenv("COMITY_KEY")
    monkeypatch.setenv("COMITY_KEY_FILE", f"{tmp_path}/lost.key")

    with pytest.raises(SealError, match=r"lost\.key does not exist"):
        decide.full(request.decisions.get())


def test_without_any_setting_the_key_is_looked_for_at_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, settings: object
) -> None:
    """COMITY_HOME/master.key is the key of a desk that was told no other."""
    monkeypatch.delenv("COMITY_KEY")
    settings.HOME = tmp_path  # type: ignore[attr-defined]

    with pytest.raises(SealError, match=r"master\.key does not exist"):
        keys.master()


def test_a_value_opens_in_its_own_place_only(clerk: Hand) -> None:
    """A sealed charge moved to another place, person or version does not open."""
    one, other = requested(clerk), requested(clerk, "case-b", "EX-2")
    facts = one.versions.get()
    sealed = keys.close(keys.key_of(one.person), {"x": 1}, "here")

    with pytest.raises(SealError):
        keys.unclose(keys.key_of(one.person), sealed, "there")
    with pytest.raises(SealError):
        keys.unclose(keys.key_of(other.person), sealed, "here")
    with pytest.raises(SealError):
        case.load(facts, keys.key_of(other.person))
