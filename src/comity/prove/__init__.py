"""7 Proof: whether the law as encoded answers as the law as written does."""
