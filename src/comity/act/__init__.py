"""Stage 5, act: what is done on an answer, and what leaves the agency by it.

Doing nothing and asking a person are acts too. MUST: nothing leaves without a `Permit`, and only
`permit` makes one, from a decision in force that allows every item which the contact tells.
"""
