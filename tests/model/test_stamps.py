from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readlist.model import stamps

DEVICES = st.sampled_from(["0" * 16, "5e3f0a9d1c2b7e84", "f" * 16])
TIMES = st.integers(0, (1 << 48) - 2)


@given(clocks=st.lists(st.tuples(TIMES, DEVICES), min_size=1, max_size=30))
def test_a_stamp_is_later_than_all_that_its_writer_had_seen(clocks):
    latest = stamps.EARLIEST
    for milliseconds, device in clocks:
        new = stamps.next_stamp(latest, device, milliseconds)
        assert new > latest
        assert (len(new), new[-16:]) == (32, device)
        assert int(new[:12], 16) >= milliseconds
        assert stamps.number_of(new) > stamps.number_of(latest) or new[:16] == latest[:16]
        latest = new


def test_a_counter_that_is_full_moves_the_time():
    full = stamps.stamp(1000, 0xFFFF, "0" * 16)
    assert stamps.next_stamp(full, "0" * 16, 0) == stamps.stamp(1001, 0, "0" * 16)


@given(st.integers(0, 4_000_000_000))
def test_times_are_whole_seconds_of_utc(seconds):
    text = stamps.time_of(stamps.stamp(1000 * seconds + 999, 3, "0" * 16))
    assert stamps.milliseconds_of(text) == 1000 * seconds


def test_devices_differ():
    assert len({stamps.new_device() for _ in range(100)}) == 100
