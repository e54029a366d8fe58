"""By which names are the lists called, on the command line, in addresses and in Python, and what do they hold?"""

KINDS = {
    "events": "event",
    "incidents": "incident",
    "statements": "statement",
    "reports": "report",
    "positions": "position",
    "actors": "actor",
    "copies": "copy",
    "disputes": "dispute",
    "channels": "channel",
}
