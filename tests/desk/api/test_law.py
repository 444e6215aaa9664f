"""The law, read by a program without a token."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

NYC = "/api/law/us-ny-nyc"


def anyone(path: str) -> dict:
    """What somebody without a token is told."""
    answer = Client(HTTP_HOST="localhost").get(path)
    assert 200 == answer.status_code
    return answer.json()


def test_a_section_is_told_as_it_stood_on_a_day():
    """The day before the change there are other rules than on the day itself."""
    before = anyone(f"{NYC}/sections/14-154?on=2014-12-13")
    after = anyone(f"{NYC}/sections/14-154?on=2014-12-14")

    assert before["rules"] != after["rules"]
    assert "2014-12-14" in after["changes"]
    assert all(one["cite"] and one["words"] and one["source"] for one in after["rules"])


def test_two_days_are_compared():
    """What differs is there with both texts; between a day and itself nothing differs."""
    changed = anyone(f"{NYC}/compare?from=2014-12-13&to=2014-12-14")
    same = anyone(f"{NYC}/compare?from=2014-12-14&to=2014-12-14")

    assert {"before", "after"} < changed["changed"][0].keys()
    assert changed["changed"]
    assert [] == same["changed"]
    assert same["same"] > 0


def test_what_is_open_names_its_jurisdiction():
    """Questions have no section, contested points have one."""
    found = anyone("/api/law/open-questions")

    assert {True, False} == {one["section"] is None for one in found}
    assert {one["jurisdiction"] for one in found} <= {one["id"] for one in anyone("/api/law")}


def test_a_cache_may_keep_the_law():
    """It is the same for everybody, as the pages are."""
    answer = Client(HTTP_HOST="localhost").get("/api/law")

    assert "public" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/law/us-xx", 404), (f"{NYC}/sections/none", 404), (f"{NYC}/compare?agency=us/ice", 422)],
)
def test_what_is_not_there_is_refused(path, status):
    """A jurisdiction, a section or an agency that there is not is a problem, not an empty law."""
    answer = Client(HTTP_HOST="localhost").get(path)

    assert status == answer.status_code
    assert "application/problem+json" == answer["Content-Type"]
