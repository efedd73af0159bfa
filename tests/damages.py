"""Damage to the bytes of a library, as disks and copies that were cut short do it, and the commands that may meet it."""

from __future__ import annotations

COMMANDS = {
    "list": ("list",),
    "search": ("search", "adaptation"),
    "show": ("show", "2106.09685"),
    "why": ("why", "2106.09685"),
    "related": ("related", "2106.09685"),
    "topics": ("topics",),
    "tags": ("tags",),
    "sources": ("source", "list"),
    "next": ("next",),
    "log": ("log",),
    "stats": ("stats",),
    "source": ("source", "show", "papers.md"),
    "info": ("db", "info"),
    "check": ("db", "check"),
    "repair": ("db", "repair"),
    "export": ("export", "--format", "jsonl"),
    "markdown": ("export",),
    "page": ("export", "--format", "html"),
    "fetch": ("fetch", "--dry-run"),
    "back up": ("db", "backup", "copy.db"),
    "doctor": ("doctor",),
    "history": ("history",),
    "tag": ("tag", "2106.09685", "x"),
    "undo": ("undo", "--yes"),
}
PAGE = 4096


def overwrite_pages(content, chosen):
    for page in chosen.sample(range(1, len(content) // PAGE), 8):
        content[page * PAGE : (page + 1) * PAGE] = chosen.randbytes(PAGE)
    return content


def flip_bytes(content, chosen):
    for _ in range(300):
        content[chosen.randrange(100, len(content))] = chosen.randrange(256)
    return content


def cut_off(content, chosen):
    return content[: chosen.randrange(1, len(content))]


def blank_pages(content, chosen):
    for page in chosen.sample(range(1, len(content) // PAGE), 8):
        content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    return content


def spoil_the_header(content, chosen):
    for _ in range(8):
        content[chosen.randrange(100)] = chosen.randrange(256)
    return content


DAMAGES = (overwrite_pages, flip_bytes, cut_off, blank_pages, spoil_the_header)
"""Functions of the bytes of a library, and a source of chance, that return damaged bytes."""
