"""The version of the program, in a module that every other module may import."""

from __future__ import annotations

__version__ = "0.1.0"
