"""What the pages call things: states, outcomes, acts, items, duties, ways in, kinds of entry.

MUST: a word that a person reads is marked here for translation; a name that the records hold is
never shown where there is a word for it. The law's own words (titles, restatements, doubts) are the
packs' and stay in their language.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.desk.pages.fact_words import TERMS

Words = dict[str, Promise]

STATES: Final[Words] = {
    "to-enter": _("facts are lacking"),
    "to-sign": _("waits for a signature"),
    "signed": _("signed"),
    "sent-back": _("sent back"),
    "answered": _("answered"),
    "closed": _("closed"),
}
"""What each state of a request is called."""

ROLES: Final[Words] = {
    "clerk": _("clerk"),
    "supervisor": _("supervisor"),
    "lawyer": _("lawyer"),
    "inspector": _("inspector"),
    "administrator": _("administrator"),
}
"""What each role is called."""

OUTCOMES: Final[Words] = {
    "must": _("must"),
    "may": _("may"),
    "must-not": _("must not"),
    "silent": _("the law does not say"),
    "undetermined": _("not settled, facts are missing"),
}

ACTS: Final[Words] = {
    "hold": _("hold the person"),
    "notify_release": _("tell of the release"),
    "notify_court_date": _("tell of the court date"),
    "transfer": _("hand the person over"),
    "interview": _("let the person be interviewed"),
    "enter": _("let the requester in"),
    "share_information": _("share information"),
    "share_status": _("share immigration status"),
    "verify_warrant": _("verify a warrant"),
}

KINDS: Final[Words] = {
    "detainer": _("detainer"),
    "notification": _("notice asked for"),
    "transfer": _("hand-over asked for"),
    "interview": _("interview"),
    "information": _("information"),
    "access": _("access"),
    "warrant-inquiry": _("warrant inquiry"),
}

WAYS: Final[Words] = {
    "form-pdf": _("PDF form"),
    "json": _("JSON document"),
    "csv": _("CSV file"),
    "xml": _("XML message"),
    "mail": _("e-mail"),
    "telephone": _("telephone"),
    "in-person": _("in person"),
    "paper": _("paper, typed in by hand"),
}

CONTACTS: Final[Words] = {
    "reply": _("reply"),
    "release-notice": _("notice of release"),
    "court-date-notice": _("notice of a court date"),
    "warrant-inquiry": _("question about a warrant"),
    "alien-query": _("immigration status query"),
    "hold-notice": _("notice of a hold"),
    "hand-over": _("notice of a hand-over"),
    "interview-notice": _("notice of an interview"),
    "access-notice": _("notice of access"),
    "information": _("information"),
    "cancellation": _("cancellation"),
}

ITEMS: Final[Words] = {
    "answer": _("whether the request is honoured, and nothing of the person"),
    "identity": _("that the person is the one who was named"),
    "custody": _("that the person is in custody"),
    "charges": _("the charges"),
    "convictions": _("the convictions"),
    "birth": _("the day or place of birth"),
    "address": _("where the person lives"),
    "status": _("citizenship or immigration status, which Comity never holds"),
    "release": _("when the person will be or was released"),
    "court_date": _("when and where the person is due in court"),
    "warrant": _("that its warrant against the person is being looked at"),
    "holding": _("that the person is held for the requester, and until when"),
    "hand_over": _("when and where the person will be handed over"),
    "interview": _("when and where the person can be interviewed"),
    "access": _("when and where the requester may enter"),
}

DUTIES: Final[Words] = {
    "release": _("release the person"),
    "not-notify": _("not tell of the release"),
    "record": _("make a record of the request"),
    "record-purpose": _("write down the purpose that is stated"),
    "report": _("report it"),
    "search": _("make the search"),
    "give-copy": _("give the person a copy"),
    "inform-person": _("inform the person"),
    "inform-court": _("inform the court"),
    "court-review": _("have a court review it"),
    "privacy-officer-approval": _("ask for the privacy officer's approval"),
}

ENTRIES: Final[Words] = {
    "request-received": _("received"),
    "facts": _("facts entered"),
    "decision": _("decided"),
    "withdrawal": _("decision withdrawn"),
    "signature": _("signature"),
    "contact": _("contact"),
    "delivery": _("delivery"),
    "receipt": _("receipt"),
    "override": _("override"),
    "outcome": _("outcome"),
    "warrant-check": _("warrant check"),
    "appearance": _("court date"),
    "seal": _("sealed"),
    "law-change": _("change of law"),
    "read": _("read"),
}

DELIVERIES: Final[Words] = {
    "queued": _("waiting to be sent"),
    "cancelled": _("cancelled before it was sent"),
    "dead": _("given up: a person must see to it"),
    "refused": _("refused by the receiver"),
    "sent": _("sent, not yet confirmed"),
    "delivered": _("delivered"),
    "bounced": _("came back undelivered"),
}

HAPPENED: Final[Words] = {
    "released": _("released"),
    "held": _("held for the requester"),
    "transferred": _("handed over"),
    "expired": _("the time ran out"),
    "came-and-took": _("the agency came and took the person"),
    "came-and-left": _("the agency came and left without the person"),
    "did-not-come": _("the agency did not come"),
}

VERDICTS: Final[Words] = {"approved": _("signed"), "sent-back": _("sent back")}


def word(words: Words, name: str) -> Promise | str:
    """The word for a name; the name itself, spelled apart, where there is none yet."""
    return words.get(name) or TERMS.get(name) or name.replace("_", " ").replace("-", " ")
