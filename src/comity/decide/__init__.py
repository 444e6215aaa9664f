"""4 The decision: pure functions from a case and a version of the law to an answer with reasons."""
