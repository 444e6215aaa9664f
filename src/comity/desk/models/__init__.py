"""The records. MUST: a decided fact is never updated; a correction is a new version of it.

A record's own number is that of the entry that tells of it, so that one numbering covers all.
Personal data stands in columns called `sealed`, under the key of its person; what stands beside
them can be read by anyone who may read the database.
"""

from comity.desk.models.account import ROLES, Account
from comity.desk.models.agency import CHANNELS, Agency, Channel
from comity.desk.models.appearance import Appearance, AppearanceVersion
from comity.desk.models.clock import Clock
from comity.desk.models.contact import Contact, DisclosureItem, Override
from comity.desk.models.decision import Decision, Signature, Withdrawal
from comity.desk.models.delivery import Delivery, Receipt
from comity.desk.models.entry import Entry, LawChange
from comity.desk.models.facts import Charge, Conviction, Custody, Facts, Instrument
from comity.desk.models.feed import FeedToken
from comity.desk.models.job import Job
from comity.desk.models.notice import Notice
from comity.desk.models.outcome import OUTCOMES, Outcome
from comity.desk.models.person import (
    SEAL_GROUNDS,
    Identity,
    IndexKey,
    Person,
    PersonKey,
    PersonNumber,
    Seal,
)
from comity.desk.models.request import Document, Request, RequestNumber, RequestStatus
from comity.desk.models.token import SCOPES, Answered, Token, scopes_of
from comity.desk.models.warrant import (
    CONTROL_AGENCY,
    WarrantAnswer,
    WarrantCheck,
    WarrantInquiry,
    WarrantNote,
)

__all__ = [
    "CHANNELS",
    "CONTROL_AGENCY",
    "OUTCOMES",
    "ROLES",
    "SCOPES",
    "SEAL_GROUNDS",
    "Account",
    "Agency",
    "Answered",
    "Appearance",
    "AppearanceVersion",
    "Channel",
    "Charge",
    "Clock",
    "Contact",
    "Conviction",
    "Custody",
    "Decision",
    "Delivery",
    "DisclosureItem",
    "Document",
    "Entry",
    "Facts",
    "FeedToken",
    "Identity",
    "IndexKey",
    "Instrument",
    "Job",
    "LawChange",
    "Notice",
    "Outcome",
    "Override",
    "Person",
    "PersonKey",
    "PersonNumber",
    "Receipt",
    "Request",
    "RequestNumber",
    "RequestStatus",
    "Seal",
    "Signature",
    "Token",
    "WarrantAnswer",
    "WarrantCheck",
    "WarrantInquiry",
    "WarrantNote",
    "Withdrawal",
    "scopes_of",
]
