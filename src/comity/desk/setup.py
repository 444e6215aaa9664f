"""Django made ready, once, and a desk made from nothing: folder, master key, tables, guards.

MUST: whatever uses the desk outside a web server calls `configure` before it imports a model.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from comity.errors import DeskError, SealError

EXTRA: Final = "pip install 'comity[desk]'"
_TRAY: Final = "letters"
_FIRST: Final = "`comity desk setup` first, with the same COMITY_HOME and DATABASE_URL"


def configure() -> None:
    """Names the settings and makes Django ready; a second call does nothing.

    Raises DeskError where Django is not installed, with what to install.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.desk.settings")
    try:
        import django
        from django.apps import apps
    except ModuleNotFoundError as error:
        what = f"the desk needs what is not installed here ({error.name})"
        raise DeskError(what, expected=EXTRA) from None
    if not apps.ready:
        try:
            django.setup()
        except ModuleNotFoundError as error:
            what = f"the desk needs what is not installed here ({error.name})"
            raise DeskError(what, expected=EXTRA) from None


def make(at: datetime | None = None) -> list[str]:
    """Makes what a desk lacks and leaves alone what it has; what was done, line by line.

    `at` is the hour of the first entries, now unless told. Raises SealError for a key that cannot
    be used or is not that of the records, DeskError for a folder that cannot be made.
    """
    return [*make_empty(), _master(), _session_key(), _letters(at)]


def make_empty() -> list[str]:
    """Makes the folder and the tables that are lacking, and the guards over them; but no key."""
    from django.core.management import call_command

    home = _home()
    before = len(_tables())
    call_command("migrate", verbosity=0, interactive=False)
    made = len(_tables()) - before
    done = f"{made} tables made" if made else "was up to date"
    return [home, f"database  {_database()}: {done}", f"guards    stand over {_guards()} tables"]


def check_made() -> None:
    """Raises DeskError where there is no desk, without making a file that looks like one."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    absent = connection.vendor == "sqlite" and not connection.in_atomic_block
    if absent and "memory" not in name and not Path(name).exists():
        raise DeskError(f"there is no desk at {name}", expected=_FIRST)
    if "desk_entry" not in _tables():
        raise DeskError(f"{_database()} has no tables of the desk", expected=_FIRST)


def _home() -> str:
    from django.conf import settings

    home: Path = settings.HOME
    there = home.is_dir()
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        (home / _TRAY).mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        what = f"the folder {home} cannot be made: {error.strerror}"
        raise DeskError(what, expected="COMITY_HOME to name another") from None
    return f"folder    {home}: {'was there' if there else 'made'}"


def _master() -> str:
    """The master key; made if there is none and nothing was ever sealed with another."""
    from django.conf import settings

    from comity.desk import keys
    from comity.desk.models import IndexKey
    from comity.record import sealing

    told = [name for name in ("COMITY_KEY", "COMITY_KEY_FILE") if os.environ.get(name)]
    path = settings.HOME / keys.KEY_FILE
    used = IndexKey.objects.first()
    if told or used or path.exists():
        here = keys.master().id
        if used and used.master != here:
            raise SealError(f"the master key is {here}", expected=f"{used.master}, as the records")
        return f"key       {here}: was there ({', '.join(told) or path})"
    made = sealing.make_key_file(path)
    return f"key       {made.id}: made in {path}; keep a copy elsewhere, without it nothing opens"


def _session_key() -> str:
    """The key that signs sessions on the pages; made if there is none."""
    from django.conf import settings

    path = settings.HOME / "session.key"
    if os.environ.get("COMITY_SECRET_KEY") or path.exists():
        return "sessions  are signed: was there"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return f"sessions  are signed by {path}: made; without it everyone signs in again"


def _letters(at: datetime | None) -> str:
    """What letters to the person need: he stands among the agencies, with a tray of paper."""
    from django.conf import settings

    from comity.desk import office
    from comity.desk.hand import system
    from comity.desk.models import Agency
    from comity.model.contact import PERSON

    if Agency.objects.filter(code=PERSON).exists():
        return "letters   to the person: was there"
    hand = system(at)
    office.agency(PERSON, hand, name="The person")
    office.channel(PERSON, "paper", ".", {"folder": _TRAY}, hand)
    return f"letters   to the person are printed into {settings.HOME / _TRAY}"


def _tables() -> list[str]:
    from django.db import connection

    return connection.introspection.table_names()


def _database() -> str:
    from django.db import connection

    return f"{connection.vendor} {connection.settings_dict['NAME']}"


def _guards() -> int:
    """How many guards stand. A desk without one of them is not handed over."""
    from django.db import connections

    from comity.desk.guard import install, missing
    from comity.desk.guard.tables import GROWING, KEPT

    install(connections["default"])
    if absent := missing(connections["default"]):
        raise DeskError(f"the guard {absent[0]} could not be made", expected="a new database")
    return len(GROWING) + len(KEPT)
