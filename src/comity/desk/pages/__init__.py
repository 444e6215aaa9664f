"""The pages, one module a subject: each reads its records, and calls `comity.desk.actions` to act.

MUST: a page gets a request or a person through `comity.desk.pages.records`, which holds the walls
between agencies and writes down who read what.
"""
