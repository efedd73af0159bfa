from __future__ import annotations

import dataclasses

from readlist.model.entry import Entry, Mention
from readlist.search.written_terms import as_written

MENTION = Mention(
    "a.md", 1, 2, ("PEFT 系列篇",), None, "- LoRA 把權重分成低秩的；LoRA, lora-like and LoRAMoE"
)
ENTRY = Entry(
    1,
    "hu2021lora",
    "paper",
    "Low-Rank Adaptation, à la carte",
    authors=("Weizhu Chen",),
    topics=(("Papers", "PEFT (Fine-Tuning)"), ("PEFT 系列篇",)),
    tags=("PEFT",),
    mentions=(MENTION,),
)


def test_words_are_shown_as_the_entry_writes_them():
    assert as_written(["lora", "moe", "rank", "a", "权重", "nowhere"], ENTRY) == (
        "LoRA",
        "MoE",
        "Rank",
        "à",
        "權重",
        "nowhere",
    )


def test_topics_tags_and_authors_are_whole_and_their_words_are_left_out():
    terms = ["weizhu", "lora", "papers peft fine tuning", "peft 系列篇", "weizhu chen"]
    assert as_written(terms, ENTRY) == ("LoRA", "Papers / PEFT (Fine-Tuning)", "PEFT 系列篇", "Weizhu Chen")


def test_each_is_shown_once():
    assert as_written(["lora", "lora"], dataclasses.replace(ENTRY, mentions=())) == ("lora",)
    assert as_written(["peft", "peft"], ENTRY) == ("PEFT",)
