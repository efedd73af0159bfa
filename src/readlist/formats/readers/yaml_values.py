"""Read YAML as text: mappings, lists and strings, each with its place, and no guessed types.

    2024.10, no, 012        strings, as written
    &a … *a                 the same value again; a value within itself is empty there
    a: 1 / a: 2             the last one counts, as in the programs that write these files

YAML 1.1 reads ``no`` as false and ``012`` as ten; titles, pages and dates must stay what they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    Node = Any  # yaml's classes of nodes have no common type for what is used here


NOTE_MARK = "--- # notes\n"
"""The line between the data of a document of papis and its notes, where both are read as one text."""


class Member(NamedTuple):
    """A member of a mapping or a list, from the start of its key or dash to the end of its value."""

    key: str
    start: int
    end: int
    value: Any


class YamlDocument:
    """One document of a YAML text: its value, and the members of its top mapping or list with their places.

    Raises ValueError if the text is not YAML, with what is wrong and where.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._made: dict[int, Any] = {}
        self._node = _compose(text)
        self.value: Any = self._make(self._node) if self._node is not None else None

    def members(self, name: str = "") -> list[Member]:
        """Return the members of the top value, or of its member ``name``; none if that is a text."""
        node = self._node
        if name:
            pairs = self._pairs(node)
            node = next((value for key, value in pairs if key.value == name), None)
        return list(self._members(node))

    def _members(self, node: Node | None) -> Iterator[Member]:
        if node is None:
            return
        if node.id == "mapping":
            for key, value in self._pairs(node):
                yield Member(str(key.value), key.start_mark.index, self._end(value), self._make(value))
        elif node.id == "sequence":
            for value in node.value:
                start = self._text.rfind("\n", 0, value.start_mark.index) + 1
                is_dashed = self._text[start : value.start_mark.index].strip() == "-"
                yield Member(
                    "", start if is_dashed else value.start_mark.index, self._end(value), self._make(value)
                )

    @staticmethod
    def _pairs(node: Node | None) -> list[tuple[Node, Node]]:
        found = node.value if node is not None and node.id == "mapping" else []
        return [(key, value) for key, value in found if key.id == "scalar"]

    def _end(self, node: Node) -> int:
        """Return where a value ends; a block ends with its last line that is not blank."""
        return len(self._text[: node.end_mark.index].rstrip())

    def _make(self, node: Node) -> Any:
        """Return the value of a node; nodes that are used twice are made once, so that aliases cost nothing."""
        if id(node) not in self._made:
            self._made[id(node)] = None
            if node.id == "mapping":
                made: Any = {str(key.value): self._make(value) for key, value in self._pairs(node)}
            elif node.id == "sequence":
                made = [self._make(one) for one in node.value]
            else:
                made = None if node.tag == "tag:yaml.org,2002:null" else node.value
            self._made[id(node)] = made
        return self._made[id(node)]


def _compose(text: str) -> Node | None:
    import yaml  # noqa: PLC0415  (25 ms)

    class Loader(yaml.SafeLoader):
        """Resolves no type but null."""

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        place = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ValueError(f"{error.problem or error.context}{place}") from error
    except yaml.YAMLError as error:
        raise ValueError(str(error).partition("\n")[0]) from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
