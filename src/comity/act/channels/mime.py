"""A message as an Internet mail with an invitation, for the SMTP channel.

MUST: a calendar stands twice, as an alternative to the text, which mail programs act on, and as a
file; the alternative's type names the METHOD inside (RFC 6047), or no program acts on it.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime
from typing import Final

from comity.act.channels.message import Attachment, Message

# Nothing but ASCII leaves, so that no server on the way need know 8BITMIME.
_POLICY: Final = SMTP.clone(cte_type="7bit")


def to_mail(message: Message, sender: str) -> EmailMessage:
    """The mail from this mailbox. Its Message-ID is the key at the sender's domain.

    The same message makes the same identifiers each time; only Date and boundaries differ.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2]}>"
    mail["Date"] = localtime()
    mail["From"] = sender
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["X-Comity-Key"] = message.key
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps out-of-office replies away
    mail.set_content(message.body)
    for attachment in message.attachments:
        if attachment.is_calendar:
            _add_invitation(mail, attachment)
    for attachment in message.attachments:
        _add_file(mail, attachment)
    return mail


def _add_invitation(mail: EmailMessage, calendar: Attachment) -> None:
    parameters = {name: v for name, v in calendar.parameters.items() if name != "charset"}
    mail.add_alternative(
        calendar.data.decode(), subtype="calendar", charset="utf-8", params=parameters
    )


def _add_file(mail: EmailMessage, file: Attachment) -> None:
    """As application/ics, a calendar's second copy is a file only: it invites nobody twice."""
    main, _, sub = ("application/ics" if file.is_calendar else file.kind).partition("/")
    mail.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
