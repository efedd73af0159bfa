"""Separating remarks in a mention from facts that a list writes itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.writers.test_formats import LORA
from readlist.formats.writers.remarks import find_remarks, strip_works
from readlist.model.entry import Mention

ENTRY = replace(LORA, org="Microsoft", tags=("PEFT",), status="todo")

CASES = {
    "labelled": (
        (
            "- LoRA：低秩微调\n  - 论文名称：LoRA: Low-Rank Adaptation of Large Language Models\n"
            "  - 论文地址：https://arxiv.org/abs/2106.09685\n  - 机构：Microsoft\n  - 会议：\n  - 动机：全量微调太贵。\n"
            "  - 论文方法：\n    - 冻结原模型；\n    - 只学低秩的变化。\n"
        ),
        "- LoRA：低秩微调\n  - 动机：全量微调太贵。\n  - 论文方法：\n    - 冻结原模型；\n    - 只学低秩的变化。",
    ),
    "quoted": (
        (
            "1. ![LoRA](https://img.shields.io/badge/LoRA-blue)\n   `LoRA: Low-Rank Adaptation of Large Language Models` 2021\n"
            "   Edward J. Hu, Yelong Shen [[pdf](https://arxiv.org/abs/2106.09685)] ==TODO==\n   Rank 8 is enough\n"
        ),
        "Rank 8 is enough",
    ),
    "after the title": (
        "- [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685): read it twice",
        "read it twice",
    ),
    "citation": (
        '- Hu, E. J., et al. "LoRA: Low-Rank Adaptation of Large Language Models." ICLR (2022). [[pdf]](https://x.org/a)',
        None,
    ),
    "row": (
        "| [LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685) | ICLR 2022 | [code](https://github.com/microsoft/LoRA) |",
        None,
    ),
    "table": (
        "- LoRA: Low-Rank Adaptation of Large Language Models\n\n  | rank | score |\n  | --- | --- |\n  | 8 | 90.1 |\n",
        "| rank | score |\n| --- | --- |\n| 8 | 90.1 |",
    ),
    "code": (
        "- LoRA: Low-Rank Adaptation of Large Language Models\n  ```\n  pip install loralib\n  2021\n  ```\n",
        "```\npip install loralib\n2021\n```",
    ),
    "of an exported list": (
        (
            "- **[LoRA: Low-Rank Adaptation of Large Language Models](https://arxiv.org/abs/2106.09685)**\n"
            "  - Alias: LoRA\n  - Date: 2021-06\n  - Status: todo\n  - Note:\n    > - first\n    >   - second\n  - Note: third\n"
        ),
        "- first\n  - second\n- third",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_remarks(name: str) -> None:
    text, remark = CASES[name]
    found = find_remarks(replace(ENTRY, mentions=(Mention("a.md", 1, 9, (), None, text),)))
    assert found == ([] if remark is None else [remark])


def test_duplicate_remarks_are_removed() -> None:
    mentions = tuple(Mention(source, 1, 2, (), None, "- LoRA\n  - worth it") for source in ("a.md", "b.md"))
    assert find_remarks(replace(ENTRY, mentions=mentions)) == ["- worth it"]


@given(
    text=st.text(st.sampled_from("> -|`~:：[]()\t\n*LoRA动机Note"), max_size=60),
    last=st.sampled_from(["", "Quite another remark"]),
)
def test_remarks_of_any_text_keep_what_is_not_a_fact(text: str, last: str) -> None:
    text = f"{text}\n{last}"
    remarks = find_remarks(replace(ENTRY, mentions=(Mention("a.md", 1, 9, (), None, text),)))
    for remark in remarks:
        assert remark.strip()
        assert Counter(filter(str.isalnum, remark)) <= Counter(filter(str.isalnum, text))
    assert last in "".join(remarks)


def test_works_are_removed_from_a_group() -> None:
    group = "- LongLLaMA\n  - [A paper](https://arxiv.org/abs/2106.09685)\n    - its remark\n  - 可商用\n"
    assert strip_works(group, "LongLLaMA") == "- 可商用"
    assert strip_works("- LongLLaMA\n- 可商用", "LongLLaMA") == "- LongLLaMA\n- 可商用"
