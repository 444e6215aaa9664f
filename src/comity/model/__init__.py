"""The frozen types that travel between the stages: case, fact, tree, provision, decision."""
