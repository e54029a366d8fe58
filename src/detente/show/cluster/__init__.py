"""How does a cluster read an archive? A plan of parts, a worker's part, the crew of workers, and the whole."""
