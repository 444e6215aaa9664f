"""What the pages of warrant checks call things: classes, grounds, fields of the message, standings.

MUST: a class is explained by who signed the paper, never by the word that stands on it.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.act import warrants
from comity.act.warrant_inquiry import ROUTINE, URGENT
from comity.desk.pages.words import Words

CLASSES: Final[dict[str, tuple[Promise, Promise]]] = {
    warrants.JUDICIAL: (
        _("A judge's warrant for a crime"),
        _("A judge or magistrate of a court signed it, for a crime. It names the court."),
    ),
    warrants.ADMINISTRATIVE: (
        _("An administrative warrant of the immigration agency"),
        _(
            "An officer of the immigration agency signed it, and no judge (forms I-200, I-205). "
            "In a shared database it may well be called a warrant; it is none for a crime."
        ),
    ),
    warrants.DEPORTED_FELON: (
        _("A notice that the person was deported"),
        _(
            "It says that somebody was deported after a felony. It may point to a crime, "
            "and is no warrant."
        ),
    ),
    warrants.OTHER: (
        _("Another record"),
        _("Whatever is none of these, or that nobody has read yet."),
    ),
}
"""Each class with its plain words."""

SOURCES: Final[Words] = {
    "document": _("A document that I have read"),
    "person": _("A person who told me"),
}

GROUNDS: Final[Words] = {
    "agreement": _("an agreement between the agencies"),
    "cooperative-arrangement": _("a cooperative arrangement"),
    "agency-mission": _("the agency's own mission needs it"),
    "exigent": _("exigent circumstances"),
    "required-by-law": _("the law requires it"),
    "person-authorised": _("the person has authorised it"),
    "privacy-officer-approval": _("the privacy officer has approved it"),
    "crime-investigation": _("the investigation of a crime"),
    "executive-order": _("an executive order"),
    "mayoral-proxy-determination": _("a determination on the mayor's behalf"),
}

PRIORITIES: Final[dict[str, tuple[Promise, Promise]]] = {
    URGENT: (
        _("Urgent: answer within 10 minutes"),
        _("This record is all that keeps the person here."),
    ),
    ROUTINE: (
        _("Routine: answer within 1 hour"),
        _("The person is held on local charges, or nothing presses."),
    ),
}

RECORD_TYPES: Final[Words] = {
    "WP": _("wanted person"),
    "PO": _("protection order"),
    "MP": _("missing person"),
}

ANSWERS: Final[dict[str, tuple[Promise, Promise]]] = {
    warrants.CONFIRMED: (_("It confirms"), _("The issuing agency says that it stands.")),
    warrants.NOT_CONFIRMED: (
        _("It does not confirm"),
        _("The issuing agency says that it does not."),
    ),
    warrants.IN_PROCESS: (
        _("It needs more time"),
        _("Say until when. Until then nothing is confirmed."),
    ),
    "other": (_("It says something else"), _("Whatever else it says confirms nothing.")),
}

STANDINGS: Final[Words] = {
    warrants.CLASS_NOT_KNOWN: _(
        "Nobody has said yet what this record is. Read the record itself first."
    ),
    warrants.NOT_ASKED: _("The issuing agency has not been asked."),
    warrants.WAITING: _(
        "The issuing agency has been asked. Until it confirms, nothing is confirmed."
    ),
    warrants.IN_PROCESS: _(
        "The issuing agency says that it needs until then. Nothing is confirmed."
    ),
    warrants.CONFIRMED: _("The issuing agency confirms the warrant."),
    warrants.NOT_CONFIRMED: _("The issuing agency does not confirm the warrant."),
    warrants.SECOND_DUE: _("No answer in time, so nothing is confirmed. A second request is due."),
    warrants.CONTROL_AGENCY_DUE: _(
        "No answer to two requests, so nothing is confirmed. Tell the state's control agency, "
        "then make a third request."
    ),
    warrants.THIRD_DUE: _(
        "The control agency has been told, nothing is confirmed. A third request is due."
    ),
    warrants.UNANSWERED: _("No answer to three requests. Nothing is confirmed."),
}

NO_WARRANT: Final[Words] = {
    warrants.ADMINISTRATIVE: _(
        "An administrative warrant, signed by an officer and by no judge. It is never confirmed as "
        "a criminal warrant, whatever the agency that issued it answers."
    ),
    warrants.DEPORTED_FELON: _(
        "A notice that the person was deported. It may point to a crime, and is no warrant; it is "
        "never confirmed as one."
    ),
    warrants.OTHER: _(
        "A record that is no judge's warrant for a crime. It is never confirmed as one."
    ),
}


def says(standing: warrants.CheckStanding, record_class: str) -> Promise | str:
    """Where a check stands, in words."""
    if standing.state == warrants.NO_CRIMINAL_WARRANT:
        return NO_WARRANT.get(record_class, standing.says)
    return STANDINGS.get(standing.state, standing.says)
