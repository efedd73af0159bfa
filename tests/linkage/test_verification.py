"""When a provider's record is accepted for an entry, and when a person has to decide."""

from __future__ import annotations

import pytest

from readlist.linkage.verification import ACCEPTED, CONFLICT, DOUBTFUL, UNKNOWN, choose_by_title, verify_by_id
from readlist.model.identifiers import Identifier
from readlist.model.provider_record import ProviderRecord
from readlist.model.record import Record

LORA = Identifier("arxiv", "2106.09685")
TITLE = "LoRA: Low-Rank Adaptation of Large Language Models"
AUTHORS = ("Edward J. Hu", "Yelong Shen")


def found(title=TITLE, authors=AUTHORS, year=2021, number=0, **more):
    return ProviderRecord(
        "arxiv",
        Record(
            title=title, authors=authors, year=year, ids=(Identifier("arxiv", f"2106.{number:05}"),), **more
        ),
    )


def own(title, authors=(), year=None, **more):
    return [Record(title=title, authors=authors, year=year, **more)]


@pytest.mark.parametrize(
    ("records", "state"),
    [
        (own(TITLE), ACCEPTED),
        (own("lora: low rank adaptation of large language models."), ACCEPTED),
        (own("Low-Rank Adaptation of Large Language Models"), ACCEPTED),
        (own("LoRA: Low-Rank Adaptation of Large Langauge Models"), ACCEPTED),
        (own("LoRA"), ACCEPTED),
        (own(None), ACCEPTED),
        ([], ACCEPTED),
        (own("A wholly other name it had in its first version", ("E. Hu",)), ACCEPTED),
        (own("大语言模型的低秩适配"), ACCEPTED),
        (own("大语言模型的低秩适配", ("Ada Lovelace",)), CONFLICT),
        (own("大语言模型的低秩适配", ("胡爱德",)), ACCEPTED),
        (own("LRA"), DOUBTFUL),
        (own("LoRA: Low-Rank Adaptation"), ACCEPTED),
        (own("LoRA: Low-Rank Adaptation of Large Language Models, with a Proof in the Appendix"), ACCEPTED),
        (own("Prefix tuning"), DOUBTFUL),
        (own("Attention Is All You Need"), CONFLICT),
        (own("Prefix-Tuning: Optimizing Continuous Prompts for Generation"), CONFLICT),
        (own("LoRA 2: Low-Rank Adaptation of Large Language Models"), CONFLICT),
        ([*own("Attention Is All You Need"), *own(TITLE)], ACCEPTED),
    ],
)
def test_by_id(records, state):
    assert verify_by_id(records, found()).state == state


def test_a_repository_is_accepted_by_id():
    repository = ProviderRecord("github", Record(kind="repo", title="microsoft/LoRA"))
    assert verify_by_id(own("Code of the paper", kind="repo"), repository).state == ACCEPTED


def test_a_conflict_names_both_titles():
    evidence = " ".join(verify_by_id(own("Attention Is All You Need"), found()).evidence)
    assert "Attention Is All You Need" in evidence
    assert TITLE in evidence


@pytest.mark.parametrize(
    ("records", "candidates", "state"),
    [
        (own(TITLE), [found()], ACCEPTED),
        (own(TITLE, ("Yelong Shen",)), [found()], ACCEPTED),
        (own(TITLE, ("Yelong Shen",), 2022), [found()], ACCEPTED),
        (own("Low-Rank Adaptation of Large Language Models"), [found()], ACCEPTED),
        (own("LoRA: Low-Rank Adaptation of Large Languages Models", ("Hu et al",)), [found()], ACCEPTED),
        # a title alone is not enough if it is short, or if authors or year contradict it
        (own("GPT"), [found("GPT", ())], DOUBTFUL),
        (own("GPT", year=2021), [found("GPT", ())], ACCEPTED),
        (own(TITLE, ("Ada Lovelace",)), [found()], UNKNOWN),
        (own(TITLE, year=2015), [found()], DOUBTFUL),
        # similar titles
        (own("LoRA: Low-Rank Adaptation of Large Langauge Models"), [found()], DOUBTFUL),
        (own("LoRA 2: Low-Rank Adaptation of Large Language Models", AUTHORS), [found()], UNKNOWN),
        (
            own("Attention Is Not All You Need to Train a Deep Model", AUTHORS),
            [found("Attention Is All You Need to Train a Deep Model")],
            DOUBTFUL,
        ),
        (
            own("Supervised Learning of Deep Representations"),
            [found("Unsupervised Learning of Deep Representations")],
            DOUBTFUL,
        ),
        (
            own("Supervised Learning of Deep Representations", AUTHORS),
            [found("Unsupervised Learning of Deep Representations")],
            DOUBTFUL,
        ),
        (
            own("A Survey of Large Language Models"),
            [found("A Survey on Large Language Models for Code")],
            UNKNOWN,
        ),
        # twins
        (own(TITLE), [found(), found(authors=("Ada Lovelace",), number=1)], DOUBTFUL),
        (own(TITLE, ("Ada Lovelace",)), [found(), found(authors=("Ada Lovelace",), number=1)], ACCEPTED),
        (own("Anything at all in particular"), [], UNKNOWN),
        ([], [found()], UNKNOWN),
    ],
)
def test_by_title(records, candidates, state):
    assert choose_by_title(records, candidates).state == state


def test_the_twin_with_the_authors_is_chosen():
    twin = found(authors=("Ada Lovelace",), number=1)
    assert choose_by_title(own(TITLE, ("Ada Lovelace",)), [found(), twin]).found == twin
