"""What the facts of a case are called, and the terms that they take, marked for translation.

MUST: a fact is said as its declaration in `model.case` says it, to the letter; a test compares.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

FACTS: Final = (
    _("The case's own number."),
    _("The instant at which the question is put."),
    _("The agency that must answer, for example us-ny-nyc/nypd."),
    _("The day of the instant arrest."),
    _("When the person would be released if nobody had asked for anything."),
    _("What kind of request it is."),
    _("The request's form, for example I-247A."),
    _("The asking agency, for example us/ice."),
    _("The duties of the asking officer include, in whole or in part, immigration enforcement."),
    _("When the agency received it."),
    _("The acts asked for, by the names of the actions."),
    _(
        "The grounds that the form states: final-order, removal-proceedings, "
        "biometric-match, statements (its box 1), or dhs-transferred (its box 2)."
    ),
    _("The purpose that the requester states."),
    _("The papers shown."),
    _("What the paper is, read from its text and signature, never from the word 'warrant'."),
    _("The form's number, for example I-205."),
    _("Who signed it."),
    _("When the agency was shown it."),
    _("The crimes that it names, as citations ('8 USC 1326')."),
    _("The crimes that the requester says it enforces, as citations ('8 USC 1326')."),
    _(
        "Grounds for access or disclosure that somebody has put on record. One that is not "
        "on record does not count."
    ),
    _("The name on the request."),
    _("The charges."),
    _("The body of law, for example NY PL or NY VTL."),
    _("The section, for example 130.52."),
    _("The subdivision, for example 2(b)."),
    _("The grade."),
    _("What became of the charge."),
    _("A magistrate found probable cause on this charge (California Penal Code section 872)."),
    _("The convictions."),
    _("The body of law, for example NY PL, NJ 2C or US 21."),
    _("The section, for example 160.10."),
    _(
        "For an attempt, conspiracy, solicitation or facilitation recorded under its own "
        "section: the section of the crime aimed at."
    ),
    _("The subdivision of the crime aimed at."),
    _("The day on which judgment was entered."),
    _("The day of the offence."),
    _("Sentence was imposed. A plea or verdict alone is no judgment."),
    _("The finding was a youthful-offender or juvenile adjudication, or a comparable one."),
    _("The time served for it: pairs of days, [from, to]; the day of release is not counted."),
    _(
        "A lawyer's finding that a conviction from elsewhere is the equivalent of a listed "
        "crime and would be a predicate felony."
    ),
    _("The judgment says: as a hate crime."),
    _("A lawyer's finding that the crime was added to the list by rule."),
    _("A possible match in the terrorist screening database."),
    _(
        "The search returned an entry as a known gang member in the national crime "
        "information database."
    ),
    _("The search returned an outstanding criminal warrant."),
    _("The search returned an entry in the California Sex and Arson Registry."),
    _(
        "The immigration agency has named the person as the subject of an outstanding "
        "federal felony arrest warrant."
    ),
    _("The person unlawfully re-entered the country after an earlier removal or return."),
    _(
        "The order of removal of which the agency was told: none; pending (proceedings "
        "only); final; outstanding (final and not carried out); executed."
    ),
    _("The person agrees, in writing, to what is asked."),
    _("Documents that the person has shown."),
    _("Anyone can already have it."),
    _("Which items, for example court_date or address."),
    _("In which part the person attends a proceeding."),
    _("Where the arrest is to be made."),
)
"""What each fact says. The pages translate the declaration's own text; here it is only marked."""

TERMS: Final[dict[str, Promise]] = {
    "judicial-warrant": gettext_lazy("judge's warrant"),
    "administrative-warrant": gettext_lazy("administrative warrant"),
    "criminal-warrant": gettext_lazy("warrant for a crime"),
    "none-shown": gettext_lazy("none was shown"),
    "article-iii-judge": gettext_lazy("federal judge with life tenure"),
    "us-magistrate-judge": gettext_lazy("federal magistrate judge"),
    "state-judge": gettext_lazy("state judge"),
    "ice-officer": gettext_lazy("officer of the immigration agency"),
    "immigration-judge": gettext_lazy("immigration judge"),
    "felony": gettext_lazy("felony"),
    "misdemeanor": gettext_lazy("misdemeanor"),
    "violation": gettext_lazy("violation"),
    "infraction": gettext_lazy("infraction"),
    "pending": gettext_lazy("pending"),
    "acd": gettext_lazy("adjourned in contemplation of dismissal"),
    "conditional-discharge": gettext_lazy("conditional discharge"),
    "released-170.70": gettext_lazy("released under Criminal Procedure Law § 170.70"),
    "dismissed": gettext_lazy("dismissed"),
    "none": gettext_lazy("none"),
    "final": gettext_lazy("final"),
    "outstanding": gettext_lazy("outstanding"),
    "executed": gettext_lazy("carried out"),
    "party": gettext_lazy("party"),
    "witness": gettext_lazy("witness"),
    "family-or-household": gettext_lazy("family or household"),
    "courtroom": gettext_lazy("courtroom"),
    "courthouse": gettext_lazy("courthouse"),
    "going": gettext_lazy("on the way there"),
    "returning": gettext_lazy("on the way back"),
    "elsewhere": gettext_lazy("elsewhere"),
}
"""The terms that a fact takes, in words, for pages that have no nearer word."""
