"""`comity demo`: registered here, so that a start of the program loads nothing of it."""


def demo() -> None:
    """Decide cases A and B and a made-up day of requests, and say what to try next."""
    from comity.cli.demonstration import show

    show()
