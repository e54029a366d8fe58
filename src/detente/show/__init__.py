"""How do people see it? Command line, tables; knows all floors, known by none."""
