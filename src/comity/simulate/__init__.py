"""Stage 7, simulate: any version of the law over any history, as counts.

Nothing is recorded and nothing is done. MUST: every row of the data is in the counts once, placed
or not, and every assumption stands beside the result.
"""

from comity.simulate.question import Question
from comity.simulate.result import Simulation
from comity.simulate.run import simulate

__all__ = ["Question", "Simulation", "simulate"]
