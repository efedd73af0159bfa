"""The outline of topics, whose texts are in a temporary file."""

from __future__ import annotations

import gc

import pytest

from readlist.formats.writers.topic_outline import Outline


@pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning")
def test_the_temporary_file_is_closed_where_the_items_cannot_be_read():
    def items():
        yield from ()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Outline(items())
    gc.collect()
