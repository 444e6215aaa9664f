"""A desk for the commands: made-up people and agencies in the database of the test."""

import base64

import pytest


@pytest.fixture
def desk(db, monkeypatch):
    """The made-up desk of `comity desk setup --demo`, with a channel to each of its agencies."""
    from comity.desk import made_up, office
    from comity.desk.hand import system

    monkeypatch.setenv("COMITY_KEY", base64.b64encode(bytes(range(32))).decode())
    monkeypatch.delenv("COMITY_KEY_FILE", raising=False)
    made_up.add()
    for code in ("us/ice", "us-xx/county"):
        to = "http://127.0.0.1:9/in"
        office.channel(code, "webhook", to, {}, system(), secret=b"s" * 32)
