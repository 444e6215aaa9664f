"""The rules that the database itself holds, whoever writes to it and by whatever way.

Triggers on SQLite and on PostgreSQL say the same thing twice: records only grow, entries follow one
another without a gap, and the contact rule. MUST: a rule is written for both in the same change.
"""

from comity.desk.guard.install import install, missing, remove

__all__ = ["install", "missing", "remove"]
