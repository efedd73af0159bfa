"""One message for the failures of several providers.

a.org cannot be reached: no route; b.org cannot be reached: no route; C is busy
──> C is busy; a.org and b.org cannot be reached: no route
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.errors import NetworkError, ReadlistError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def no_answer(failed: Sequence[ReadlistError], hint: str) -> NetworkError:
    """Return the error for a work that none of several providers could be asked for, with the reason of each once."""
    reasons, unreached = _sort(failed)
    if not reasons and len(unreached) == 1:  # offline
        return NetworkError(unreached[0], hint=hint)
    return NetworkError(f"no provider could be asked: {'; '.join((*reasons, *unreached))}", hint=hint)


def join_reasons(failed: Iterable[ReadlistError]) -> str:
    """Return the reasons, each once; hosts that cannot be reached for the same reason are named together."""
    reasons, unreached = _sort(failed)
    return "; ".join((*reasons, *unreached))


def _sort(failed: Iterable[ReadlistError]) -> tuple[list[str], list[str]]:
    from readlist.providers.http import UnreachableError  # noqa: PLC0415

    reasons: dict[str, None] = {}
    hosts: dict[str, dict[str, None]] = {}
    for error in failed:
        origin = error.__cause__ if isinstance(error.__cause__, UnreachableError) else error
        if isinstance(origin, UnreachableError):
            hosts.setdefault(origin.reason, {})[origin.host] = None
        else:
            reasons[error.message] = None
    return list(reasons), [
        f"{_enumerate(list(some))} cannot be reached: {why}" for why, some in hosts.items()
    ]


def _enumerate(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
