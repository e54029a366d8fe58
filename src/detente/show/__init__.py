"""How do people see it? Command line and tables; this room knows all floors and is known by none."""
