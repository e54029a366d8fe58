"""A crisis told in reports of our own writing, on public facts."""
