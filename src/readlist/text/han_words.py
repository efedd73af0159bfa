"""Split Chinese titles into words, well enough for citation keys: a short dictionary, and pairs for what it lacks.

    从头预训练大模型 ──> 从头 预训练 大模型

Most Chinese words have two characters (Modern Chinese Frequency Dictionary, 1986: about three of four), so unknown text
is read as pairs; of an odd number of characters, the last three stay together.
"""

from __future__ import annotations

from readlist.text.regional_terms import REGIONAL_TERMS

_LONGER = """
大模型 小模型 语言模型 大语言模型 基础模型 扩散模型 世界模型 奖励模型 预训练 后训练 微调 强化学习 深度学习 机器学习 监督学习
联邦学习 迁移学习 元学习 对比学习 持续学习 终身学习 表示学习 神经网络 卷积网络 图神经网络 注意力 自注意力 自编码器 编码器 解码器
知识图谱 知识蒸馏 思维链 提示词 提示工程 向量数据库 数据库 数据集 数据挖掘 推荐系统 搜索引擎 信息检索 机器翻译 情感分析
文本分类 文本生成 问答系统 对话系统 命名实体 实体识别 语音识别 语音合成 图像生成 图像识别 目标检测 计算机 计算机视觉
自然语言 自然语言处理 人工智能 通用人工智能 智能体 多智能体 多模态 跨模态 多语言 跨语言 上下文 长上下文 可解释性 鲁棒性 安全性
有效性 可靠性 一致性 稳定性 复杂性 可扩展性 混合专家 专家混合 低秩 量化 分布式 并行计算 云计算 区块链 物联网 自动驾驶 机器人
操作系统 编译器 编程语言 程序设计 软件工程 算法 优化器 梯度下降 反向传播 随机森林 决策树 支持向量机 贝叶斯 马尔可夫 蒙特卡洛
傅里叶 时间序列 因果推断 统计学 概率论 线性代数 微积分 方法论 参考文献 研究生 博士生 基准测试 综述 入门 教程 指南 笔记 实践
的 与 和 及 之
"""
_WORDS = frozenset(_LONGER.split()) | {new for _, new in REGIONAL_TERMS}
_MOST = max(map(len, _WORDS))
SMALL_HAN = frozenset(
    "的 与 和 及 之 一种 一个 基于 关于 面向 如何 什么 为什么 怎么 怎样 浅谈 浅析 论 谈 试论".split()
)
"""Words that say nothing about what a text is about."""


def split_han(text: str) -> list[str]:
    """Return the words of a run of Chinese characters, simplified, in order; joined, they are the text."""
    words: list[str] = []
    unknown = ""
    start = 0
    while start < len(text):
        known = next(
            (text[start : start + n] for n in range(_MOST, 0, -1) if text[start : start + n] in _WORDS), ""
        )
        if known:
            words += [*_pairs(unknown), known]
            unknown = ""
        else:
            unknown += text[start]
        start += len(known) or 1
    return words + _pairs(unknown)


def _pairs(text: str) -> list[str]:
    """Split text into pairs; an odd character at the end belongs to the last of them."""
    ends = [*range(2, len(text) - 1, 2), len(text)]
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False) if start < end]
