"""Who sent a mail: its one From address, and whether our own mail server vouches for the domain.

MUST: only the topmost Authentication-Results header is read, and only with the name of our own
server in it (RFC 8601, section 5): every line below may be the forger's. That server must strip the
lines that come in under its name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from email.errors import MessageError
from email.policy import default as policy
from typing import Any, Final

from attrs import frozen

from comity.intake.shown import shown_line

LONGEST_FROM: Final = 1_000
LONGEST_RESULTS: Final = 10_000
UNPROVEN: Final = "the sender is not proven"

_RESULT: Final = re.compile(r"\s*(dkim|spf)\s*=\s*pass(?=\s|$)(.*)", re.S)
# Every value is consumed as a whole: a quoted reason that looks like a property is none.
_PROPERTY: Final = re.compile(r'([a-z][a-z0-9.-]*)\s*=\s*("[^"]*"|\S+)')
_DOMAINS: Final = {"dkim": "header.d", "spf": "smtp.mailfrom"}
_NO_ADDRESS: Final = (ValueError, IndexError, KeyError, TypeError, AttributeError, MessageError)


@frozen
class Sender:
    """The From address as written, the agency it is proven to be, and the doubts."""

    address: str | None
    agency: str | None
    marks: tuple[str, ...]


def sender_of(
    headers: Sequence[tuple[str, str]], server: str, trusted: Mapping[str, str]
) -> Sender:
    """The sender of a mail with these headers, in their order.

    `server`: the authserv-id of our own mail server. `trusted`: agencies by address or by domain,
    in lower case. It is proven when the From address is trusted and DKIM or SPF passed for exactly
    its domain.
    """
    lines = [value for name, value in headers if name.lower() == "from"]
    address = _address(lines[0]) if len(lines) == 1 else None
    if address is None:
        why = f"it has {len(lines)} From headers" if len(lines) != 1 else "its From is no address"
        shown = shown_line(lines[0].strip()[:LONGEST_FROM]) if lines else None
        return Sender(shown, None, (UNPROVEN, why))
    domain = address.rpartition("@")[2]
    agency = trusted.get(address) or trusted.get(domain)
    if agency is None:
        return Sender(address, None, (UNPROVEN, "its From address is not on the list of agencies"))
    if domain not in vouched_domains(headers, server):
        return Sender(address, None, (UNPROVEN, f"no proof that it comes from {domain}"))
    return Sender(address, agency, ())


def vouched_domains(headers: Sequence[tuple[str, str]], server: str) -> frozenset[str]:
    """The domains for which our server says that DKIM or SPF passed."""
    topmost = next((v for name, v in headers if name.lower() == "authentication-results"), "")
    if len(topmost) > LONGEST_RESULTS:  # cut off, it could end in the middle of a domain
        return frozenset()
    by, *results = _parts(topmost)
    if by.split()[:1] != [server.lower()]:
        return frozenset()
    return frozenset(domain for result in results for domain in _domains(result))


def _domains(result: str) -> Iterator[str]:
    found = _RESULT.match(result)
    if found:
        wanted = _DOMAINS[found[1]]
        for name, value in _PROPERTY.findall(found[2]):
            if name == wanted:
                yield value.strip('"').rpartition("@")[2]


def _parts(header: str) -> list[str]:
    """The header in lower case, its comments left out, parted at semicolons outside quotes."""
    parts, depth, quoted, escaped = [""], 0, False, False
    for one in header.lower():
        if escaped:
            escaped = False
            parts[-1] += "_" if not depth else ""  # no domain has a character to escape
        elif one == "\\":
            escaped = True
        elif one == '"' and not depth:
            quoted = not quoted
            parts[-1] += one
        elif quoted:
            parts[-1] += one
        elif one in "()":
            depth = max(0, depth + (1 if one == "(" else -1))
        elif one == ";" and not depth:
            parts.append("")
        elif not depth:
            parts[-1] += one
    return parts


def _address(line: str) -> str | None:
    """The one address of a From line; None if it has none, several, or any defect."""
    if len(line) > LONGEST_FROM:
        return None
    try:
        header: Any = policy.header_factory("From", line)
        addresses = header.addresses
        # The parser is lenient and says so; a forger lives on what parsers make of defects.
        if header.defects or len(addresses) != 1 or not addresses[0].domain:
            return None
        address = str(addresses[0].addr_spec).lower()
    except (*_NO_ADDRESS, RecursionError):
        return None
    return address if address.isascii() and address.isprintable() and " " not in address else None
