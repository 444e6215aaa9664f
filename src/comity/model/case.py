"""The case: what is known about one request about one named person.

The shape is the JSON of the reference page "The case"; the JSON Schema is generated from these
classes. Times are instants with a zone, days are dates; a list that was searched and found
empty is `()`, a list nobody looked at is unknown (`None`).

There is deliberately no fact for nationality, place of birth, language or ancestry: no rule can
turn on what Comity never holds.
"""

from datetime import date, datetime

from attrs import frozen

from comity.model.fact import designation, fact, label, part, required

ACTIONS = (
    "hold",
    "notify_release",
    "notify_court_date",
    "transfer",
    "interview",
    "enter",
    "share_information",
    "share_status",
    "verify_warrant",
)
"""The nine things that an agency may be asked to do; every decision answers all of them."""

GRADES = ("felony", "misdemeanor", "violation", "infraction")


@frozen
class Period:
    """Days from `start` to `end`; the last day itself is not counted. No end: it still runs."""

    start: date
    end: date | None = None


@frozen
class Custody:
    """The custody in which the person is now."""

    arrested: date | None = fact("The day of the instant arrest.")
    released_otherwise_at: datetime | None = fact(
        "When the person would be released if nobody had asked for anything.", unit="instant"
    )


@frozen
class Instrument:
    """A paper or record shown in support of the request."""

    kind: str | None = fact(
        "What the paper is, read from its text and signature, never from the word 'warrant'.",
        terms=("judicial-warrant", "administrative-warrant", "criminal-warrant", "none-shown"),
    )
    form: str | None = fact("The form's number, for example I-205.")
    issuer: str | None = fact(
        "Who signed it.",
        terms=(
            "article-iii-judge",
            "us-magistrate-judge",
            "state-judge",
            "ice-officer",
            "immigration-judge",
        ),
    )
    presented_at: datetime | None = fact("When the agency was shown it.", unit="instant")
    offences: tuple[str, ...] | None = designation(
        "The crimes that it names, as citations ('8 USC 1326').", default=()
    )


@frozen
class Request:
    """What was asked, by whom, with which papers."""

    kind: str | None = fact(
        "What kind of request it is.",
        terms=(
            "detainer",
            "notification",
            "transfer",
            "interview",
            "information",
            "access",
            "warrant-inquiry",
        ),
    )
    form: str | None = fact("The request's form, for example I-247A.")
    from_: str | None = fact("The asking agency, for example us/ice.", name="from")
    from_immigration_duties: bool | None = fact(
        "The duties of the asking officer include, in whole or in part, immigration enforcement."
    )
    received_at: datetime | None = fact("When the agency received it.", unit="instant")
    asks: tuple[str, ...] | None = fact("The acts asked for, by the names of the actions.")
    basis: tuple[str, ...] | None = fact(
        "The grounds that the form states: final-order, removal-proceedings, biometric-match, "
        "statements (its box 1), or dhs-transferred (its box 2)."
    )
    purpose: str | None = fact(
        "The purpose that the requester states.", terms=("civil-immigration", "criminal", "other")
    )
    instruments: tuple[Instrument, ...] | None = fact("The papers shown.")
    offences: tuple[str, ...] | None = designation(
        "The crimes that the requester says it enforces, as citations ('8 USC 1326').", default=()
    )
    grounds: tuple[str, ...] | None = designation(
        "Grounds for access or disclosure that somebody has put on record. One that is not on "
        "record does not count.",
        default=(),
        terms=(
            "agreement",
            "cooperative-arrangement",
            "agency-mission",
            "exigent",
            "required-by-law",
            "person-authorised",
            "privacy-officer-approval",
            "crime-investigation",
            "executive-order",
            "mayoral-proxy-determination",
        ),
    )


@frozen
class Charge:
    """A charge now pending, unless its disposition says otherwise."""

    code: str | None = fact("The body of law, for example NY PL or NY VTL.")
    section: str | None = fact("The section, for example 130.52.")
    subdivision: str | None = fact("The subdivision, for example 2(b).")
    grade: str | None = fact("The grade.", terms=GRADES)
    disposition: str | None = designation(
        "What became of the charge.",
        default="pending",
        terms=("pending", "acd", "conditional-discharge", "released-170.70", "dismissed"),
    )
    probable_cause: bool | None = fact(
        "A magistrate found probable cause on this charge (California Penal Code section 872)."
    )


@frozen
class Conviction:
    """One conviction on the record, as the search or a court reported it."""

    code: str | None = fact("The body of law, for example NY PL, NJ 2C or US 21.")
    section: str | None = fact("The section, for example 160.10.")
    subdivision: str | None = fact("The subdivision, for example 2(b).")
    target_section: str | None = fact(
        "For an attempt, conspiracy, solicitation or facilitation recorded under its own section: "
        "the section of the crime aimed at."
    )
    target_subdivision: str | None = fact("The subdivision of the crime aimed at.")
    grade: str | None = fact("The grade.", terms=GRADES)
    judgment: date | None = fact("The day on which judgment was entered.")
    offence_date: date | None = fact("The day of the offence.")
    sentenced: bool | None = fact("Sentence was imposed. A plea or verdict alone is no judgment.")
    youthful_offender: bool | None = fact(
        "The finding was a youthful-offender or juvenile adjudication, or a comparable one."
    )
    incarcerated: tuple[Period, ...] | None = fact(
        "The time served for it: pairs of days, [from, to]; the day of release is not counted.",
        unit="days",
    )
    qualifies: bool | None = fact(
        "A lawyer's finding that a conviction from elsewhere is the equivalent of a listed crime "
        "and would be a predicate felony."
    )
    hate_crime: bool | None = designation("The judgment says: as a hate crime.", default=False)
    added_by_rule: bool | None = designation(
        "A lawyer's finding that the crime was added to the list by rule.", default=False
    )


@frozen
class Person:
    """The named person. Nothing here says, infers or scores immigration status."""

    name: str | None = label("The name on the request.")
    charges: tuple[Charge, ...] | None = fact("The charges.")
    convictions: tuple[Conviction, ...] | None = fact("The convictions.")
    watchlist_match: bool | None = fact("A possible match in the terrorist screening database.")
    known_gang_member: bool | None = designation(
        "The search returned an entry as a known gang member in the national crime information "
        "database.",
        default=False,
    )
    outstanding_criminal_warrant: bool | None = designation(
        "The search returned an outstanding criminal warrant.", default=False
    )
    sex_arson_registrant: bool | None = designation(
        "The search returned an entry in the California Sex and Arson Registry.", default=False
    )
    federal_felony_warrant: bool | None = designation(
        "The immigration agency has named the person as the subject of an outstanding federal "
        "felony arrest warrant.",
        default=False,
    )
    reentered_after_removal: bool | None = fact(
        "The person unlawfully re-entered the country after an earlier removal or return."
    )
    removal_order: str | None = fact(
        "The order of removal of which the agency was told: none; pending (proceedings only); "
        "final; outstanding (final and not carried out); executed.",
        terms=("none", "pending", "final", "outstanding", "executed"),
        same_as={"standing": "outstanding", "unexecuted": "outstanding"},
    )
    consents: bool | None = fact("The person agrees, in writing, to what is asked.")
    shown_documents: tuple[str, ...] | None = fact("Documents that the person has shown.")


@frozen
class Information:
    """The information that is asked for."""

    public: bool | None = fact("Anyone can already have it.")
    items: tuple[str, ...] | None = fact("Which items, for example court_date or address.")


@frozen
class Court:
    """Where the person stands towards a court proceeding."""

    attending: str | None = fact(
        "In which part the person attends a proceeding.",
        terms=("party", "witness", "family-or-household", "none"),
    )
    place: str | None = fact(
        "Where the arrest is to be made.",
        terms=("courtroom", "courthouse", "going", "returning", "elsewhere"),
    )


@frozen
class Source:
    """Where facts come from: everything at or under `path` rests on this document."""

    path: str
    document: str | None = None
    by: str | None = None
    at: datetime | None = None


@frozen
class Case:
    """One request about one person, as known at one instant."""

    id: str = required("The case's own number.")
    at: datetime = required("The instant at which the question is put.", unit="instant")
    agency: str = required("The agency that must answer, for example us-ny-nyc/nypd.")
    custody: Custody = part("The custody.", Custody)
    request: Request = part("The request.", Request)
    person: Person = part("The person.", Person)
    information: Information = part("The information asked for.", Information)
    court: Court = part("The court proceeding.", Court)
    sources: tuple[Source, ...] = ()
