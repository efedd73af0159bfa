"""A fake clock for tests: waiting takes no real time."""

from __future__ import annotations

import time


class Clock:
    """A clock that advances only when something sleeps."""

    def __init__(self):
        self.start = time.time()
        self.slept = []

    def time(self):
        return self.start + sum(self.slept)

    def sleep(self, seconds):
        self.slept.append(seconds)
