"""The desk for programs: what the pages can do, in JSON, with tokens, scopes and problem+json.

MUST: an operation calls the same actions as its page, within the same walls and for the same roles;
every operation that writes takes an Idempotency-Key and does its work once under it.
"""

from comity.desk.api.site import api

__all__ = ["api"]
