"""What every test run shares: how long Hypothesis may think."""

from hypothesis import settings

# The default allows 200 ms an example, which two busy cores cannot promise. What Hypothesis
# chooses by itself on a continuous integration machine (the same examples each time) stays.
settings.register_profile("comity", deadline=None, print_blob=True)
settings.load_profile("comity")
