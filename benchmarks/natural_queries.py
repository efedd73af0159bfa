"""Queries as a researcher types them: how many of the first five hits are relevant, and fully relevant.

    python benchmarks/natural_queries.py lists FOLDER            write lists of fictitious works in real terms
    python benchmarks/natural_queries.py score LIBRARY [-v]      ask each query, print the shares

Import the lists with ``data/``. ``natural_queries.tsv`` has the queries with their judgements, which are made from the
names of the hits. A query that finds fewer than five is counted too.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readlist.search.engine import search
from readlist.storage.database import Store
from readlist.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

QUERIES = Path(__file__).with_suffix(".tsv")
_FIRST = 5
_QUALITIES = (
    "Efficient Robust Scalable Sparse Adaptive Hierarchical Contrastive Causal Latent Modular Self-Supervised Low-Rank "
    "Multimodal Retrieval-Augmented Zero-Shot Few-Shot Federated Quantized Unified Interpretable Controllable Dynamic "
    "Semi-Supervised Weakly-Supervised Cross-Lingual Cross-Modal Open-Vocabulary Long-Context Fine-Grained Real-Time "
    "Lightweight Privacy-Preserving Knowledge-Enhanced End-to-End Parameter-Efficient Unsupervised Bayesian Progressive"
).split()
_METHODS = (
    "Transformers,Mixture of Experts,Adapters,Prompt Tuning,Graph Neural Networks,Diffusion Models,Large Language Models,"
    "Dense Retrieval,Contrastive Learning,Knowledge Distillation,Reinforcement Learning,Generative Adversarial Networks,"
    "Variational Autoencoders,Normalizing Flows,Neural Architecture Search,Attention,State Space Models,Chain-of-Thought "
    "Prompting,Monte Carlo Tree Search,Instruction Tuning,In-Context Learning,Masked Autoencoders,Vision Transformers,"
    "Convolutional Networks,Meta-Learning,Curriculum Learning,Data Augmentation,Active Learning,Continual Learning,Domain "
    "Adaptation,Optimal Transport,Gaussian Splatting,Neural Radiance Fields,Flow Matching,Reward Models,Preference "
    "Optimization,Speculative Decoding,Quantization,Pruning,Knowledge Graphs,Multi-Agent Debate,Tool Learning,"
    "Self-Training,Score Matching,Energy-Based Models,Point Transformers,Query Expansion,Lexicon Enhancement"
).split(",")
_TASKS = (
    "Question Answering,Machine Translation,Named Entity Recognition,Relation Extraction,Object Detection,Semantic "
    "Segmentation,Image Captioning,Visual Question Answering,Speech Recognition,Text-to-Speech Synthesis,Face Editing,GAN "
    "Inversion,Image Super-Resolution,Human Pose Estimation,Point Cloud Registration,3D Object Detection,Depth Estimation,"
    "Person Re-Identification,Face Recognition,Action Recognition,Trajectory Prediction,Autonomous Driving,Robot "
    "Manipulation,Code Generation,Program Repair,Theorem Proving,Mathematical Reasoning,Commonsense Reasoning,Dialogue "
    "State Tracking,Text Summarization,Sentiment Analysis,Fake News Detection,Hate Speech Detection,Recommendation,"
    "Click-Through Rate Prediction,Link Prediction,Protein Structure Prediction,Drug Discovery,Time Series Forecasting,"
    "Anomaly Detection,Traffic Forecasting,Medical Image Segmentation,Legal Judgment Prediction,Text-to-SQL,Scene Text "
    "Recognition,Style Transfer,Text-to-Image Generation,Video Generation,Music Generation,Entity Linking,Knowledge Base "
    "Completion,Hallucination Detection,Machine Unlearning,Backdoor Attacks,Adversarial Robustness,Model Compression,"
    "Differential Privacy,Out-of-Distribution Detection,Uncertainty Estimation,Fairness,Model Editing,Reading "
    "Comprehension,Conversational Search,Passage Reranking,Cross-Lingual Retrieval,Web Agents,Tool Use,Weather Forecasting,"
    "Sign Language Translation,Emotion Recognition,Humor Detection,Electronic Health Records,Intent Detection"
).split(",")
_CHINESE_METHODS = (
    "大语言模型 图神经网络 对比学习 知识蒸馏 强化学习 注意力机制 扩散模型 预训练模型 提示学习 迁移学习 联邦学习 数据增强 词汇增强 生成对抗网络 "
    "知识图谱 检索增强 思维链 混合专家 低秩适配 主动学习 课程学习 卷积神经网络"
).split()
_CHINESE_TASKS = (
    "中文命名实体识别 关系抽取 机器翻译 文本分类 情感分析 推荐系统 点击率预估 对话系统 文本摘要 语音识别 目标检测 行人重识别 人脸识别 姿态估计 "
    "点云配准 自动驾驶 代码生成 数学推理 实体链接 谣言检测 法律判决预测 医学影像分割 电子病历 异常检测 交通流量预测 图像描述生成 幻觉检测 后门攻击 "
    "隐私保护 多轮对话 意图识别 用户画像 跨语言检索"
).split()
_SYLLABLES = "ba co da fe gi ho ka lo mi ne pa qui ra so ta vu xa yo za bri tra ple sto gna".split()


# -- lists --------------------------------------------------------------------------------------------------------


def write_lists(folder: Path, works: int = 5_000, chinese: int = 800) -> None:
    """Write one list in English, under the task that each work is about, and one in Chinese."""
    source = random.Random(11)
    topics: dict[str, list[str]] = {}
    for number in range(works):
        task = source.choice(_TASKS)
        year = source.randint(2015, 2025)
        url = f"https://arxiv.org/abs/{year % 100:02}{number % 12 + 1:02}.{10_000 + number}"
        topics.setdefault(task, []).append(f"- [{_title(source, task)}]({url}). {year}.")
    parts = (f"\n## {task}\n\n" + "\n".join(lines) + "\n" for task, lines in sorted(topics.items()))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "works.md").write_text("# Works\n" + "".join(parts), encoding="utf-8")
    titles = sorted({_chinese_title(source) for _ in range(chinese)})
    lines = (f"- [{title}](https://example.org/p/{number})\n" for number, title in enumerate(titles))
    (folder / "works.zh.md").write_text("# 论文笔记\n\n" + "".join(lines), encoding="utf-8")


def _title(source: random.Random, task: str) -> str:
    first, second = source.sample(_QUALITIES, 2)
    method, other = source.sample(_METHODS, 2)
    name = "".join(source.choices(_SYLLABLES, k=3)).capitalize()
    return source.choice(
        [
            f"{name}: {first} {method} for {task}",
            f"{first} {task} with {method}",
            f"{name}: {task} via {first} {method}",
            f"{name}: Towards {first} and {second} {task}",
            f"Rethinking {method} for {task}",
            f"{method} Meet {task}: {first} or {second}?",
            f"{name}: Improving {task} by {first} {other}",
            f"A Survey of {method} for {task}",
            f"{task}: A Review",
            f"A {first} Benchmark for {task}",
        ]
    )


def _chinese_title(source: random.Random) -> str:
    method, task = source.choice(_CHINESE_METHODS), source.choice(_CHINESE_TASKS)
    return source.choice(
        [
            f"基于{method}的{task}",
            f"{task}综述",
            f"面向{task}的{method}",
            f"{method}在{task}中的应用",
            f"{task}：从{source.choice(_CHINESE_METHODS)}到{method}",
            f"{method}入门笔记",
        ]
    )


# -- score --------------------------------------------------------------------------------------------------------


class Judged(NamedTuple):
    """A query with its concepts, the one that it is about first."""

    query: str
    concepts: list[list[str]]


def read_queries(path: Path = QUERIES) -> Iterator[Judged]:
    """Read the queries from lines of tab-separated fields."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            query, *concepts = line.split("\t")
            yield Judged(query, [concept.split("|") for concept in concepts])


def score(library: Path, *, verbose: bool) -> None:
    """Print the shares of the first five, and of what the library has; ``verbose``: also the hits of each query."""
    asked = relevant = fully = short = has_relevant = has_fully = 0
    with Store.open(library) as store:
        names = _names(store)
        for judged in read_queries():
            hits = search(store.connection, judged.query, limit=10).hits[:_FIRST]
            has = [_judge(judged, names[hit.entry_id]) for hit in hits]
            every = [_judge(judged, name) for name in names.values()]
            has_relevant += min(_FIRST, sum(concepts[0] for concepts in every))
            has_fully += min(_FIRST, sum(map(all, every)))
            asked += 1
            relevant += sum(concepts[0] for concepts in has)
            fully += sum(map(all, has))
            short += len(hits) < _FIRST
            if verbose:
                print(f"{judged.query}: {sum(concepts[0] for concepts in has)}, {sum(map(all, has))}")
                for hit, concepts in zip(hits, has, strict=True):
                    print(f"   {sum(concepts)} of {len(concepts)}  {names[hit.entry_id][:90]!r}")
    most = asked * _FIRST
    print(
        f"{asked} queries: relevant {relevant / most:.3f}, fully {fully / most:.3f}, fewer than five {short}\n"
        f"of what the library has: relevant {relevant / has_relevant:.3f}, fully {fully / has_fully:.3f}"
    )


def _judge(judged: Judged, name: str) -> list[bool]:
    """Return for each concept of a query whether a name has it."""
    return [any(alternative in name for alternative in concept) for concept in judged.concepts]


def _names(store: Store) -> dict[int, str]:
    """Return the title, labels and topics of each entry, folded."""
    names = {
        number: f"{title} {aliases}"
        for number, title, aliases in store.query("SELECT id, title, aliases FROM entry")
    }
    paths = store.query("SELECT entry_id, path FROM mention JOIN topic ON topic.id = topic_id")
    for number, path in paths:
        names[number] += f" {path}"
    return {number: fold(text) for number, text in names.items()}


if __name__ == "__main__":
    if sys.argv[1:2] == ["lists"]:
        write_lists(Path(sys.argv[2]))
    else:
        score(Path(sys.argv[2]), verbose="-v" in sys.argv)
