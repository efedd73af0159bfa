"""Run the command line with ``python -m readlist``."""

from __future__ import annotations

from readlist.cli import main

if __name__ == "__main__":
    main()
