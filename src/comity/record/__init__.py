"""Stage 6, record: entries that follow one another by hash, and the sealing of personal data.

MUST: an entry's public part is for everyone to read for ever. Whatever is about a person goes into
the private part, which stays outside the entry; the entry holds a salted commitment to it.
"""
