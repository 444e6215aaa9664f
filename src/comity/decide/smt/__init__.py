"""The fourth reader: conditions as formulas for z3, true of every case at once.

    texts      which texts no condition tells apart: each kind has one example
    bounds     how many entries of a list are enough, so that a longer list adds nothing
    facts      the facts of an arbitrary case, as variables with a known-flag each
    calendar   days and hours: bounds that always hold, and the exact value where it matters
    reader     a node of the tree to a formula
    cases      a solution to a case

INVARIANT: a formula may allow more than the law does, never less. So "no such case" is proved, and
a case that is found is decided by the plain reference before anybody hears of it.
`z3` is imported here and nowhere else in `decide`; only `prove` imports this folder.
"""
