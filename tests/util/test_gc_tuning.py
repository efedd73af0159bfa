from __future__ import annotations

import gc

import pytest

from readlist.util.gc_tuning import RARE_THRESHOLDS, rare_collections


def _fail_within():
    with rare_collections():
        assert gc.get_threshold() == RARE_THRESHOLDS
        raise RuntimeError


def test_thresholds_are_restored_after_an_error():
    usual = gc.get_threshold()
    with pytest.raises(RuntimeError):
        _fail_within()
    assert gc.get_threshold() == usual
