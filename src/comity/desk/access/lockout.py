"""Lock-out: five failures within 15 minutes, until an administrator releases (CJIS AC-7)."""

from datetime import timedelta
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.utils import timezone

WITHIN: Final = timedelta(minutes=15)


class Lockout(AxesDatabaseHandler):
    """Counts consecutive failures; those that lie longer back than 15 minutes no longer count."""

    def user_login_failed(
        self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any
    ) -> None:
        """A failure: older ones are forgotten first, unless they have locked the account."""
        AccessAttempt.objects.filter(
            attempt_time__lt=timezone.now() - WITHIN,
            failures_since_start__lt=settings.AXES_FAILURE_LIMIT,
        ).delete()
        super().user_login_failed(sender, credentials, request, **kwargs)
