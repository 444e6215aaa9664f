"""A paper of a request as it came, opened with the person's key.

MUST: every reading of a paper is in the entries, however often it is opened.
"""

from attrs import frozen
from django.db import transaction

from comity.desk import keys, ledger
from comity.desk.actions.receive import about_paper
from comity.desk.hand import Hand
from comity.desk.models import Document, Request
from comity.record import sealing


@frozen
class Paper:
    """A paper and its place among those of its request, from 1."""

    document: Document
    place: int
    content: bytes


def read(request: Request, number: int, hand: Hand) -> Paper | None:
    """One paper of a request, its reading written down; None if it has no such one.

    Raises SealError.
    """
    papers = list(request.documents.order_by("pk"))
    position = next((n for n, one in enumerate(papers) if one.pk == number), None)
    if position is None:
        return None
    one, key = papers[position], keys.key_of(request.person)
    content = sealing.unseal(key, bytes(one.sealed), about_paper(request, position))
    with transaction.atomic():
        read = {"page": "document", "document": position + 1}
        ledger.write("read", hand, read, request=request.pk)
    return Paper(one, position + 1, content)
