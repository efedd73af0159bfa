"""Change one value in a JSON text: a mutation of bytes almost always ends as text that is not JSON at all."""

from __future__ import annotations

import json
import random

ODD = (
    *(None, True, False, 0, -1, 1e308, 2**63, 10**400, "", " ", "0", "9999", "\x00", "\u202e", "\ud800", "题", "http://["),
    *([], {}, [None], [[]], {"": None}, "2020-13-99", [[0]], [2020, 13, 99], "a" * 3000),
)  # fmt: skip
"""Values that a reader may not expect."""
_DEPTH = 50


def mutate_json(text: str, seed: int, most: int) -> str | None:
    """Return the text with one value replaced, repeated, removed or wrapped; None if it is not JSON or gets too long."""
    chance = random.Random(seed)
    try:
        value = json.loads(text)
        places = list(_places(value))
        if not places:
            return None
        container, place = chance.choice(places)
        _change(container, place, chance, places)
        out = json.dumps(value, ensure_ascii=chance.random() < 0.5)
    except (ValueError, RecursionError):
        return None
    return out if len(out) <= most else None


def _places(value, depth=0):
    if depth < _DEPTH and isinstance(value, (dict, list)):
        for place in value if isinstance(value, dict) else range(len(value)):
            yield value, place
            yield from _places(value[place], depth + 1)


def _change(container, place, chance, places):
    act = chance.randrange(6)
    if act == 0:
        del container[place]
    elif act == 1:
        container[place] = [container[place]]
    elif act == 2 and isinstance(container, list):
        container.insert(place, container[place])
    elif act == 3:
        other, there = chance.choice(places)
        container[place] = json.loads(
            json.dumps(other[there] if there in other or isinstance(other, list) else None)
        )
    elif act == 4 and isinstance(container, dict):
        container[chance.choice(["", "id", "title", "type", "value"])] = container.pop(place)
    else:
        container[place] = chance.choice(ODD)
