"""Who sent a mail: proven by our own server's word for the exact domain, or not proven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.intake.sender import UNPROVEN, Sender, sender_of, vouched_domains
from tests.intake.received import PASSED, SERVER, TRUSTED

FROM = "Example Office <Desk@ICE.example.gov>"


def sender(results: str | None = PASSED, *lines: str) -> Sender:
    head = [] if results is None else [("Authentication-Results", results)]
    return sender_of([*head, *(("From", one) for one in lines or (FROM,))], SERVER, TRUSTED)


@pytest.mark.parametrize(
    "results",
    [
        PASSED,
        f"{SERVER.upper()} 1; spf=fail smtp.mailfrom=x@y; DKIM=PASS header.d=ice.example.gov",
        f"{SERVER}; dkim=pass (good (very) key;) header.i=@x header.d=ice.example.gov",
        f'{SERVER}; spf=pass reason="fine; really" smtp.mailfrom="bounce@ice.example.gov"',
        f"{SERVER}; spf=pass smtp.mailfrom=ice.example.gov; dkim=none",
    ],
)
def test_a_domain_that_our_server_vouches_for_is_proven(results: str) -> None:
    """DKIM or SPF passed for the domain of the From address (RFC 8601)."""
    assert Sender("desk@ice.example.gov", "us/ice", ()) == sender(results)


@pytest.mark.parametrize(
    "results",
    [
        None,
        "",
        "mx.elsewhere.example; dkim=pass header.d=ice.example.gov",
        f"{SERVER}.elsewhere.example; dkim=pass header.d=ice.example.gov",
        f"{SERVER}; dkim=fail header.d=ice.example.gov",
        f"{SERVER}; dkim=pass header.d=elsewhere.example",
        f"{SERVER}; dkim=pass header.d=example.gov",
        f"{SERVER}; dkim=pass header.d=ice.example.gov.elsewhere.example",
        f"{SERVER}; dkim=pass (header.d=ice.example.gov)",
        f'{SERVER}; dkim=pass reason="header.d=ice.example.gov" header.d=elsewhere.example',
        f'{SERVER}; dkim=pass reason="a\\" header.d=ice.example.gov" header.d=elsewhere.example',
        f"{SERVER}; dkim=pass-not header.d=ice.example.gov",
        f"{SERVER}; dkim=passed header.d=ice.example.gov",
        f"{SERVER}; dkim=fail; x=dkim=pass header.d=ice.example.gov",
        f"{SERVER}; spf=pass smtp.mailfrom=ice.example.gov@elsewhere.example",
        f"{SERVER}; spf=pass smtp.helo=ice.example.gov",
        f"(x; {SERVER}; dkim=pass header.d=ice.example.gov",
    ],
)
def test_a_forged_sender_is_not_proven(results: str | None) -> None:
    """Another server's word, another domain's pass, or a pass in a comment proves nothing."""
    expected = Sender(
        "desk@ice.example.gov", None, (UNPROVEN, "no proof that it comes from ice.example.gov")
    )
    assert expected == sender(results)


def test_a_result_that_is_too_long_proves_nothing() -> None:
    """A header is never cut off where a domain could end."""
    long = f"{SERVER}; dkim=pass {'x' * 10_000} header.d=ice.example.gov"

    assert frozenset() == vouched_domains([("Authentication-Results", long)], SERVER)


def test_only_the_topmost_result_counts() -> None:
    """What stands below may have come with the mail."""
    headers = [
        ("Authentication-Results", f"{SERVER}; dkim=fail header.d=ice.example.gov"),
        ("Authentication-Results", PASSED),
        ("From", FROM),
    ]

    assert UNPROVEN in sender_of(headers, SERVER, TRUSTED).marks


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ((FROM, FROM), "it has 2 From headers"),
        (("desk@ice.example.gov, x@elsewhere.example",), "its From is no address"),
        (("desk@ice.example.gov",) * 3, "it has 3 From headers"),
        (("Nobody",), "its From is no address"),
        (("",), "its From is no address"),
        (("desk@ice.example.gov x",), "its From is no address"),
        (("desk@ice.example.gov\0@elsewhere.example",), "its From is no address"),
        (("desk@іce.example.gov",), "its From is no address"),  # noqa: RUF001  # a Cyrillic i
        (("x@elsewhere.example",), "its From address is not on the list of agencies"),
        (("desk@ice.example.gov <x@elsewhere.example>",), None),
    ],
)
def test_a_doubtful_from_is_not_proven(lines: tuple[str, ...], why: str | None) -> None:
    """One From header with one address, or nobody is proven to have sent it."""
    found = sender(PASSED, *lines)

    assert (None, UNPROVEN) == (found.agency, found.marks[0])
    assert why is None or why == found.marks[1]


def test_a_mail_without_from_is_not_proven() -> None:
    """No From header at all is one doubt more."""
    assert Sender(None, None, (UNPROVEN, "it has 0 From headers")) == sender_of([], SERVER, TRUSTED)


def test_one_address_may_be_trusted_without_its_domain() -> None:
    """Of a county's domain only the sheriff's desk may send requests."""
    passed = f"{SERVER}; dkim=pass header.d=county.example.gov"

    assert "us-zz/sheriff" == sender(passed, "desk@county.example.gov").agency
    assert None is sender(passed, "other@county.example.gov").agency


@given(st.text(max_size=60))
def test_no_text_beside_a_pass_makes_a_domain(text: str) -> None:
    """Whatever stands in a comment, nothing is vouched for by it."""
    inside = text.replace(")", "").replace("\\", "")

    assert frozenset() == vouched_domains(
        [("Authentication-Results", f"{SERVER}; dkim=fail ({inside} dkim=pass header.d=a.b)")],
        SERVER,
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_header_is_read(line: str, results: str) -> None:
    """No header brings about an exception."""
    assert isinstance(sender(results, line), Sender)
