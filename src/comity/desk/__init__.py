"""The desk: the records of an agency in a database, and what people and workers do with them.

The engine needs none of this. MUST: records change through `comity.desk.actions` only; each action
is one transaction that writes its entry, and the database itself refuses what the law does not
allow (`comity.desk.guard`).
"""
