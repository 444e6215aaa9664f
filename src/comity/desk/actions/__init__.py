"""What people and the program do at the desk: one module an act, one transaction a call.

Pages, commands and the worker call these and save nothing themselves. MUST: an act either writes
its record with its entry, or raises and has changed nothing.
"""
