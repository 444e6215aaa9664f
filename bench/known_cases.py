"""Detainers for measuring: every fact known, up to four convictions, one or two papers.

Some engines cannot say that a fact is unknown, so here none is. No arrest falls on a 29 February:
what "five years before" means then is a definition that some of them cannot express.
"""

from datetime import date, datetime, timedelta, timezone
from random import Random

from comity.model.case import (
    Case,
    Charge,
    Conviction,
    Court,
    Custody,
    Information,
    Instrument,
    Period,
    Person,
    Request,
)

NEW_YORK_IN_SUMMER = timezone(timedelta(hours=-4))
FIRST_DAY = date(2019, 6, 3)

JUDGES = ("article-iii-judge", "us-magistrate-judge")
GRADES = ("felony", "felony", "felony", "misdemeanor")
UNLISTED = ("130.52", "140.20", "155.25", "220.03")


def known_cases(count: int, listed: tuple[str, ...], seed: int = 1) -> list[Case]:
    """So many cases, the same for the same seed; `listed` are sections of the schedule."""
    random = Random(seed)
    return [_case(random, f"bench-{n}", listed) for n in range(count)]


def _case(random: Random, name: str, listed: tuple[str, ...]) -> Case:
    at = datetime(2019, 6, 3, 10, tzinfo=NEW_YORK_IN_SUMMER) + timedelta(days=random.randint(0, 60))
    received = at - timedelta(hours=random.randint(1, 30))
    arrested = at.date() - timedelta(days=random.randint(0, 2))
    convictions = tuple(_conviction(random, listed, arrested) for _ in range(random.randint(0, 4)))
    return Case(
        id=name,
        at=at,
        agency="us-ny-nyc/nypd",
        custody=Custody(arrested, at + timedelta(hours=random.randint(0, 12))),
        request=_request(random, received),
        person=Person(
            charges=(Charge("NY PL", "130.52", "", "misdemeanor", probable_cause=True),),
            convictions=convictions,
            watchlist_match=random.random() < 0.03,
            reentered_after_removal=random.random() < 0.3,
            removal_order="executed",
            consents=False,
            shown_documents=(),
        ),
        information=Information(public=False, items=("court_date",)),
        court=Court(attending="party", place="elsewhere"),
    )


def _request(random: Random, received: datetime) -> Request:
    return Request(
        kind="detainer" if random.random() < 0.85 else "notification",
        form="I-247A",
        from_="us/ice",
        from_immigration_duties=True,
        received_at=received,
        asks=("hold", "notify_release"),
        basis=("final-order",),
        purpose="civil-immigration",
        instruments=tuple(_paper(random, received) for _ in range(random.randint(1, 2))),
    )


def _paper(random: Random, received: datetime) -> Instrument:
    if random.random() < 0.4:
        shown = received + timedelta(minutes=random.choice((-30, 0, 30)))
        return Instrument("judicial-warrant", "AO 442", random.choice(JUDGES), shown)
    return Instrument("administrative-warrant", "I-205", "ice-officer", received)


def _conviction(random: Random, listed: tuple[str, ...], arrested: date) -> Conviction:
    judgment = arrested - timedelta(days=random.randint(30, 4000))
    code = "NY PL" if random.random() < 0.85 else "NJ 2C"
    return Conviction(
        code=code,
        section=random.choice(listed if random.random() < 0.5 else UNLISTED),
        subdivision="",
        target_section="",
        target_subdivision="",
        grade=random.choice(GRADES),
        judgment=judgment,
        offence_date=judgment - timedelta(days=200),
        sentenced=random.random() < 0.9,
        youthful_offender=random.random() < 0.1,
        incarcerated=(Period(judgment, judgment + timedelta(days=100)),),
        qualifies=code != "NY PL" and random.random() < 0.3,
    )
