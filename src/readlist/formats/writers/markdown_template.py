"""Write a list with a template of the person's own, in Jinja (https://jinja.palletsprojects.com/templates/).

    {% if not bare %}# {{ title | md }}{% endif %}
    {% for section in sections %}
    {{ "#" * section.level }} {{ section.name | md }}
    {% for entry in section.entries %}
    - [{{ entry.title | md }}]({{ entry.url }}), {{ entry.authors | join(", ") | md }} {{ entry.year }}
    {% endfor %}{% endfor %}

``sections`` have ``path``, ``name``, ``level``, ``prose`` (markdown) and ``entries``; an entry has the fields of the JSON
export, and ``remarks``. The filter ``md`` escapes text for markdown. Templates run in Jinja's sandbox.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from readlist.errors import InputError, UsageError
from readlist.formats.writers.markdown_list import escape
from readlist.formats.writers.remarks import find_prose, find_remarks
from readlist.formats.writers.topic_outline import Item, arrange, find_spots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from readlist.model.entry import Entry


def write(
    entries: Iterable[Entry],
    *,
    style: str,
    title: str | None = None,
    level: int = 1,
    bare: bool = False,
) -> Iterator[str]:
    """Yield what the template in the file ``style`` makes of the entries; ``bare`` is for it to know.

    Raises UsageError when Jinja is not installed, InputError with the line for a template with a mistake.
    """
    try:
        from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError  # noqa: PLC0415
        from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            f"templates need the package jinja2 ({error})",
            hint="Install it with: python3 -m pip install 'readlist[templates]'",
        ) from error
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["md"] = lambda value: escape("" if value is None else str(value))
    sections = list(_sections(entries, level))
    try:
        template = environment.from_string(Path(style).read_text(encoding="utf-8"))
        yield template.render(
            title=title or "Reading list", bare=bare, sections=sections, entries=_distinct(sections)
        )
    except TemplateSyntaxError as error:
        raise InputError(f"{error.message}", file=style, line=error.lineno) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise InputError(f"the template fails: {error}", file=style, line=_find_line(error)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=style) from error


def _sections(entries: Iterable[Entry], level: int) -> Iterator[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for section in arrange(_item(entry, kept) for entry in entries):
        prose = "\n\n".join(section.prose)
        yield {
            "path": list(section.path),
            "name": section.path[-1] if section.path else "",
            "level": min(len(section.path) + level, 6),
            "prose": prose,
            "entries": [kept[int(number)] for number in section.items],
        }


def _item(entry: Entry, kept: list[dict[str, Any]]) -> Item:
    spots = find_spots(entry)
    if entry.kind == "note":
        return Item(spots, find_prose(entry).strip("\n"), prose=True)
    kept.append(entry.to_dict() | {"remarks": find_remarks(entry)})
    number = str(len(kept) - 1)
    return Item(spots, number, number)


def _distinct(sections: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries of all sections, each once."""
    return list({entry["key"]: entry for section in sections for entry in section["entries"]}.values())


def _find_line(error: Exception) -> int | None:
    """Return the line of the template in which an error was raised."""
    found = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found
