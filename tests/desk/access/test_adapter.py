"""What the sign-in library asks of the desk about an agency's own directory."""

import pytest
from allauth.socialaccount.adapter import get_adapter
from requests.exceptions import ConnectionError as NoAnswer
from requests.exceptions import InvalidSchema

from tests.desk.pages.sign_in import visitor

NOWHERE = "http://localhost:9"
APP = {
    "provider_id": "directory", "name": "the directory", "client_id": "comity",
    "secret": "made up", "settings": {"server_url": NOWHERE},
}  # fmt: skip


def test_the_directory_is_asked_over_tls_alone(settings):
    """TLS proves the ID token; without it the shipped settings ask nothing and send no secret."""
    settings.DEBUG = False

    with pytest.raises(InvalidSchema):
        get_adapter().get_requests_session().get(NOWHERE)


def test_on_a_developers_machine_it_is_asked_without(settings):
    """There a directory of one's own can be tried."""
    settings.DEBUG = True

    with pytest.raises(NoAnswer):
        get_adapter().get_requests_session().get(NOWHERE)


@pytest.mark.django_db
def test_a_directory_that_does_not_answer_is_said(settings):
    """The page says so, and no more; nobody is signed in."""
    settings.DEBUG = True
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [APP]}}
    page = visitor().post("/accounts/oidc/directory/login/")

    assert 502 == page.status_code
    assert "did not sign you in" in page.content.decode()
