"""A clock for tests: waiting costs no time."""

from __future__ import annotations

import time


class Clock:
    """A clock that goes on by itself, and leaps when somebody sleeps."""

    def __init__(self):
        self.slept = []

    def time(self):
        return time.time() + sum(self.slept)

    def sleep(self, seconds):
        self.slept.append(seconds)
