"""Makes the demonstration day: 200 made-up requests of one Wednesday in New York City.

    python examples/make_day.py > examples/day.jsonl

Everything is drawn from a seeded generator: nobody in it exists. The same seed gives the same day.
"""

import json
import random
import sys
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SEED = 20190612
REQUESTS = 200
DAY = date(2019, 6, 12)
ZONE = ZoneInfo("America/New_York")

AGENCIES = {
    "us-ny-nyc/nypd": 110,
    "us-ny-nyc/doc": 60,
    "us-ny-nyc/dop": 12,
    "us-ny-nyc/city": 12,
    "us-ny/courts": 6,
}
KINDS = {
    "us-ny-nyc/nypd": {"detainer": 70, "notification": 10, "information": 12, "warrant-inquiry": 8},
    "us-ny-nyc/doc": {"detainer": 60, "notification": 20, "information": 15, "interview": 5},
    "us-ny-nyc/dop": {"information": 80, "detainer": 20},
    "us-ny-nyc/city": {"information": 50, "access": 50},
    "us-ny/courts": {"access": 100},
}
ASKS = {
    "detainer": ["hold", "notify_release"],
    "notification": ["notify_release"],
    "information": ["share_information"],
    "warrant-inquiry": ["verify_warrant"],
    "interview": ["interview"],
    "access": ["enter"],
}
CRIMES = (
    ("NY PL", "160.10", None, "felony"),
    ("NY PL", "140.25", "2", "felony"),
    ("NY PL", "120.05", "2", "felony"),
    ("NY PL", "265.03", "3", "felony"),
    ("NY PL", "140.20", None, "felony"),
    ("NY PL", "155.30", "1", "felony"),
    ("NY PL", "220.16", "1", "felony"),
    ("NY PL", "120.00", "1", "misdemeanor"),
    ("NY PL", "130.52", None, "misdemeanor"),
    ("NY PL", "155.25", None, "misdemeanor"),
    ("NY PL", "165.15", "3", "misdemeanor"),
    ("NY VTL", "1192", "3", "misdemeanor"),
    ("NY VTL", "600", "2", "felony"),
    ("NJ 2C", "12-1", "b(1)", "felony"),
)
CHARGES = (
    ("NY PL", "130.52", None, "misdemeanor"),
    ("NY PL", "120.00", "1", "misdemeanor"),
    ("NY PL", "155.25", None, "misdemeanor"),
    ("NY PL", "140.20", None, "felony"),
    ("NY PL", "160.10", None, "felony"),
    ("NY PL", "220.03", None, "misdemeanor"),
    ("NY VTL", "511", "1(a)", "misdemeanor"),
)


_OFFENCE = ("code", "section", "subdivision", "grade")


class Maker:
    """Draws one case after another."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def some(self, weights: dict[str, int]) -> str:
        """One of the keys, as often as its weight says."""
        return self.draw.choices(list(weights), list(weights.values()))[0]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred."""
        return self.draw.randrange(100) < percent

    def case(self, number: int) -> dict[str, Any]:
        """One request with everything that is known about it."""
        agency = self.some(AGENCIES)
        kind = self.some(KINDS[agency])
        received = datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZONE) + timedelta(
            minutes=self.draw.randrange(5 * 60, 20 * 60)
        )
        arrested = DAY - timedelta(days=self.draw.choice([0, 0, 1, 1, 2, 9, 40, 200]))
        case: dict[str, Any] = {
            "id": f"day-{number:03}",
            "at": (received + timedelta(minutes=self.draw.randrange(5, 90))).isoformat(),
            "agency": agency,
            "request": self.request(kind, received),
            "person": self.person(number, arrested),
        }
        if agency in ("us-ny-nyc/nypd", "us-ny-nyc/doc"):
            free = received + timedelta(minutes=self.draw.randrange(-60, 600))
            case["custody"] = {
                "arrested": arrested.isoformat(),
                "released_otherwise_at": max(free, received.replace(hour=4, minute=0)).isoformat(),
            }
        if agency == "us-ny/courts":
            attending = ["party", "witness", "family-or-household"]
            case["court"] = {
                "attending": self.draw.choice(attending),
                "place": self.draw.choice(["courthouse", "courtroom"]),
            }
        if kind in ("information", "notification"):
            items = {"us-ny-nyc/dop": "appointment", "us-ny-nyc/city": "address"}
            case["information"] = {
                "public": False,
                "items": [items.get(agency, self.draw.choice(["court_date", "custody_status"]))],
            }
        return case

    def request(self, kind: str, received: datetime) -> dict[str, Any]:
        """What was asked, by whom, with which papers."""
        requester = self.some({"us/ice": 92, "us/cbp": 3, "us/fbi": 5})
        civil = requester != "us/fbi" or self.chance(40)
        request: dict[str, Any] = {
            "kind": kind,
            "from": requester,
            "received_at": received.isoformat(),
            "asks": ASKS[kind],
            "purpose": "civil-immigration" if civil or kind == "detainer" else "criminal",
            "instruments": self.instruments(received),
        }
        if requester != "us/fbi" or self.chance(60):
            request["from_immigration_duties"] = requester != "us/fbi"
        if kind == "detainer":
            request["form"] = "I-247A"
            request["basis"] = [
                self.some({"final-order": 45, "removal-proceedings": 20, "biometric-match": 35})
            ]
        return request

    def instruments(self, received: datetime) -> list[dict[str, Any]]:
        """The paper that came, if any."""
        paper = self.some({"I-200": 50, "I-205": 35, "judge": 11, "none": 4})
        if paper == "none":
            return []
        late = timedelta(hours=2) if paper == "judge" and self.chance(15) else timedelta()
        judge = {
            "kind": "judicial-warrant",
            "form": "AO 442",
            "issuer": self.some({"us-magistrate-judge": 90, "article-iii-judge": 10}),
        }
        officer = {"kind": "administrative-warrant", "form": paper, "issuer": "ice-officer"}
        found = judge if paper == "judge" else officer
        return [{**found, "presented_at": (received - late).isoformat()}]

    def person(self, number: int, arrested: date) -> dict[str, Any]:
        """The named person, who does not exist."""
        charge = self.draw.choice(CHARGES)
        person: dict[str, Any] = {
            "name": f"Example Person {number:03}",
            "charges": [dict(zip(_OFFENCE, charge, strict=True))],
            "watchlist_match": self.draw.randrange(400) == 0,
            "reentered_after_removal": self.chance(12),
            "removal_order": self.some(
                {"none": 40, "pending": 20, "final": 10, "outstanding": 20, "executed": 10}
            ),
        }
        if not self.chance(6):
            count = self.draw.choices([0, 1, 2, 3], [62, 22, 11, 5])[0]
            person["convictions"] = [self.conviction(arrested) for _ in range(count)]
        if self.chance(4):
            del person["watchlist_match"]
        return person

    def conviction(self, arrested: date) -> dict[str, Any]:
        """One conviction before the arrest."""
        crime = self.draw.choice(CRIMES)
        judgment = arrested - timedelta(days=self.draw.randrange(30, 15 * 365))
        offence = judgment - timedelta(days=self.draw.randrange(20, 500))
        conviction: dict[str, Any] = {
            **dict(zip(_OFFENCE, crime, strict=True)),
            "judgment": judgment.isoformat(),
            "offence_date": offence.isoformat(),
            "sentenced": not self.chance(5),
            "youthful_offender": self.chance(6),
        }
        if not self.chance(8):
            days = self.draw.choice([0, 0, 30, 200, 700, 1400]) if crime[3] == "felony" else 0
            out = min(judgment + timedelta(days=days), arrested)
            conviction["incarcerated"] = [[judgment.isoformat(), out.isoformat()]] if days else []
        return conviction


def main() -> None:
    """Print the day, one request a line."""
    maker = Maker(SEED)
    cases = sorted((maker.case(number) for number in range(1, REQUESTS + 1)), key=lambda c: c["at"])
    for case in cases:
        sys.stdout.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
