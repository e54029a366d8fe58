"""``python -m detente`` is ``detente``."""

from detente.show.cli import main

if __name__ == "__main__":
    main()
