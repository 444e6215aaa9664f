"""The list of bad passwords that an administrator renews each quarter (CJIS IA-5(1)(a))."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

RENEWED_WITHIN: Final = timedelta(days=92)


def faults() -> tuple[str, ...]:
    """What is wrong with the list: it is gone, or older than a quarter. None set: Django's own."""
    path: Path | None = settings.PASSWORD_LIST
    if path is None:
        return ()
    if not path.is_file():
        return ("the list of bad passwords cannot be read",)
    age = timezone.now() - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return ("the list of bad passwords is older than 92 days",) if age > RENEWED_WITHIN else ()
