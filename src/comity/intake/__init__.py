"""Stage 1, requests in: files become raw records, each with its place.

Nothing is interpreted here: a raw record is JSON data that `facts` still has to check. What cannot
even be read (bytes, syntax, columns) is refused with file and line.
"""

from comity.intake.raw import Raw
from comity.intake.suffix import read

__all__ = ["Raw", "read"]
