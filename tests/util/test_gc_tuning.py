from __future__ import annotations

import gc

import pytest

from readlist.util.gc_tuning import RARELY, rare_collections


def _fail_within():
    with rare_collections():
        assert gc.get_threshold() == RARELY
        raise RuntimeError


def test_the_usual_thresholds_come_back_whatever_happens():
    usual = gc.get_threshold()
    with pytest.raises(RuntimeError):
        _fail_within()
    assert gc.get_threshold() == usual
