"""Comity: answers a request between agencies exactly as the law in force that day says."""
