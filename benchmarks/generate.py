"""Generate notes of any size for the benchmarks: fictitious papers in the layouts of real lists, reproducible by seed.

write_notes(folder, items) ── files of at most 10,000 items, each with headings and one layout after another
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_SYLLABLES = "ba co da fe gi ho ka lo mi ne pa qui ra so ta vu xa yo za bri tra ple sto gna".split()
_QUALITIES = (
    "Efficient Robust Scalable Sparse Adaptive Hierarchical Contrastive Causal Latent Modular Iterative Self-Supervised "
    "Low-Rank Multimodal Retrieval-Augmented Zero-Shot Federated Quantized Structured Grounded"
).split()
_THINGS = (
    "Transformers,Experts,Adapters,Prompts,Embeddings,Tokenizers,Memories,Planners,Policies,Rewards,Graphs,Diffusion "
    "Models,Language Models,Dense Retrievers,Dialogue Systems,Recommenders,Encoders,World Models,Code Generators"
).split(",")
_TASKS = (
    "Question Answering,Machine Translation,Long Documents,Tool Use,Visual Reasoning,Speech Recognition,Theorem Proving,"
    "Instruction Following,Knowledge Editing,Medical Records,Legal Texts,Low-Resource Languages,Protein Design"
).split(",")
_PEOPLE = "Ada Wei Jun Maria Tomas Yuki Li Anna Omar Sara Ivan Mei Noor Lars Chen Ines".split()
_FAMILIES = "Zhang Smith Garcia Tanaka Müller Wang Rossi Kim Novak Singh Dubois Olsen Chen Silva Haddad Ivanova".split()
_VENUES = "ICLR NeurIPS ICML ACL EMNLP NAACL CVPR ICCV SIGIR KDD AAAI".split()
_REMARKS = (
    "先检索再生成，召回不够时结果会变差，值得和前一篇对照着看",
    "Small model, careful data; the ablation on page seven is the part to read",
    "用低秩矩阵代替全量更新，显存省下一大半",
    "路由不均衡的時候，少數專家會做掉大部分的工作",
    "The gains come from the filter, not from the objective",
)
ITEMS_A_FILE = 10_000


def write_notes(folder: Path, items: int, *, seed: int = 7) -> None:
    """Write ``items`` fictitious papers into markdown files in ``folder``."""
    source = random.Random(seed)
    for number, start in enumerate(range(0, items, ITEMS_A_FILE)):
        count = min(ITEMS_A_FILE, items - start)
        text = "".join(_file(source, number, start, count))
        (folder / f"notes{number:03}.md").write_text(text, encoding="utf-8")


def _file(source: random.Random, number: int, start: int, count: int) -> Iterator[str]:
    yield f"# Reading list {number}\n"
    for index in range(count):
        if index % 50 == 0:
            layout = _LAYOUTS[(index // 50) % len(_LAYOUTS)]
            yield f"\n## {source.choice(_THINGS)} for {source.choice(_TASKS)} {index // 50}\n\n"
            yield "| Title | Venue | Code |\n| --- | --- | --- |\n" if layout is _row else ""
        yield layout(source, start + index)


def _title(source: random.Random) -> str:
    name = "".join(source.choices(_SYLLABLES, k=4)).capitalize()
    return f"{name}: {source.choice(_QUALITIES)} {source.choice(_THINGS)} for {source.choice(_TASKS)}"


def _authors(source: random.Random) -> str:
    return ", ".join(
        f"{source.choice(_PEOPLE)} {source.choice(_FAMILIES)}" for _ in range(source.randint(2, 6))
    )


def _arxiv(number: int) -> str:
    """An id for each number, 20,000 a month from January 2015 on."""
    month, rest = divmod(number, 20_000)
    return f"{15 + month // 12:02}{month % 12 + 1:02}.{rest + 1:05}"


def _bullet(source: random.Random, number: int) -> str:
    return (
        f"- {_title(source)}\n  - 20{source.randint(15, 25)}.{source.randint(1, 12):02}, {source.choice(_VENUES)} 2024\n"
        f"  - https://arxiv.org/abs/{_arxiv(number)}\n  - {source.choice(_REMARKS)}\n"
    )


def _numbered(source: random.Random, number: int) -> str:
    return (
        f"1. `{_title(source)}` {source.choice(_VENUES)} 2023\n   {_authors(source)} "
        f"[[pdf](https://arxiv.org/pdf/{_arxiv(number)}.pdf)] [[code](https://github.com/lab{number % 977}/repo{number})]\n"
    )


def _record(source: random.Random, number: int) -> str:
    return (
        f"- 第{number}篇\n  - 论文名称：{_title(source)}\n  - 论文地址：https://arxiv.org/abs/{_arxiv(number)}\n"
        f"  - 机构：\n  - Github 地址：\n  - 会议：{source.choice(_VENUES)} 2022\n  - 论文方法：{source.choice(_REMARKS)}\n"
    )


def _row(source: random.Random, number: int) -> str:
    link = f"[{_title(source)}](https://arxiv.org/abs/{_arxiv(number)})"
    return f"| {link} | {source.choice(_VENUES)} 2024 | [code](https://github.com/lab{number % 977}/repo{number}) |\n"


def _dated(source: random.Random, number: int) -> str:
    date = f"20{source.randint(15, 25)}/{source.randint(1, 12):02}/{source.randint(1, 28):02}"
    return f"- [{date}] **{_title(source)}** | [[paper]](https://arxiv.org/abs/{_arxiv(number)})\n"


_LAYOUTS: tuple[Callable[[random.Random, int], str], ...] = (_bullet, _numbered, _record, _row, _dated)
