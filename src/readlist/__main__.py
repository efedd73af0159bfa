"""``python -m readlist`` is ``readlist``."""

from __future__ import annotations

from readlist.cli import main

if __name__ == "__main__":
    main()
