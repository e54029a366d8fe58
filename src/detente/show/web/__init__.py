"""Who shows the ledger in a browser, and to programs? Server-rendered pages, and the same data under ``/api/v1``."""
