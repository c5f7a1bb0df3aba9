"""``python -m app`` is ``pulssi``."""

from app.cli import main

if __name__ == "__main__":
    main()
