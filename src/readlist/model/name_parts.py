"""The name of a person or an organisation, in parts. ``person_name`` parses names."""

from __future__ import annotations

from typing import NamedTuple

_CJK = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af"), ("\uf900", "\ufaff"))
"""First and last character of the blocks of kana, Chinese characters and hangul."""


class PersonName(NamedTuple):
    """A name in parts; ``str`` returns it in reading order.

    ``literal``: the whole name as written if it cannot be split; ``family`` is then only its sort key.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def surname(self) -> str:
        """The family name with its particle and suffix: ``van der Maaten``, ``King Jr.``; empty for a literal name."""
        return "" if self.literal else _join(join_particle(self.particle, self.family), self.suffix)

    @property
    def inverted(self) -> str:
        """The name in catalogue order: ``van der Maaten, Laurens``."""
        return self.literal or ", ".join(filter(None, (self.surname, self.given)))

    def __str__(self) -> str:
        return self.literal or join_name(self.given, join_particle(self.particle, self.family), self.suffix)


def join_name(given: str, family: str, suffix: str = "") -> str:
    """Return a name in reading order; Chinese, Japanese and Korean names with the family name first, without spaces."""
    if given and family and is_cjk(given + family):
        return "".join(f"{family}{given}".split())
    return _join(given, family, suffix)


def join_particle(particle: str, family: str) -> str:
    """Return a family name after its particle: ``van der Maaten``, but ``d'Alembert``, ``al-Hakim``."""
    return f"{particle}{family}" if particle.endswith(("'", "’", "-")) else _join(particle, family)


def is_cjk(text: str) -> bool:
    """Whether a name is written in Chinese, Japanese or Korean characters."""
    return not text.isascii() and all(map(_is_cjk_char, text))


def _is_cjk_char(char: str) -> bool:
    return any(first <= char <= last for first, last in _CJK) or char in "·・" or char.isspace()


def _join(*parts: str) -> str:
    return " ".join(filter(None, parts))
