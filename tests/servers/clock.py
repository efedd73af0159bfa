"""A clock for tests: waiting costs no time, and nothing else takes any."""

from __future__ import annotations

import time


class Clock:
    """A clock that stands still, and leaps when somebody sleeps."""

    def __init__(self):
        self.start = time.time()
        self.slept = []

    def time(self):
        return self.start + sum(self.slept)

    def sleep(self, seconds):
        self.slept.append(seconds)
