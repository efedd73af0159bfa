"""Terms and characters that differ between Taiwan or Hong Kong and the mainland, in simplified characters.

Search treats both as the same word, in notes and in queries. The list of terms has only those whose other meanings are
rare in notes on research: 资料 alone means "material" on the mainland, so it is left out.

The characters are those of which OpenCC (https://github.com/BYVoid/OpenCC) makes another one in some words (附著, 附着)
and not in others (著名), so that no table of single characters has them. Search takes both for the same in all words.
``scripts/check_script_folding.py`` lists the words that OpenCC would fold otherwise.
"""

from __future__ import annotations

_TERMS = """
资料集 数据集      资料库 数据库      资料结构 数据结构  资料探勘 数据挖掘  资料增强 数据增强  资料科学 数据科学
训练资料 训练数据  巨量资料 大数据    大资料 大数据      文字探勘 文本挖掘  演算法 算法        软体 软件
硬体 硬件          网路 网络          网际网络 互联网    程式码 代码        程式语言 编程语言  程式设计 编程
程式 程序          原始码 源代码      开放源代码 开源    记忆体 内存        最佳化 优化        物件 对象
回圈 循环          讯息 消息          讯号 信号          杂讯 噪声          资讯 信息          预设 默认
伺服器 服务器      影像 图像          视讯 视频          影片 视频          音讯 音频          专案 项目
支援 支持          模组 模块          人工智慧 人工智能  智慧型 智能        智慧 智能          解析度 分辨率
执行绪 线程        函式 函数          引数 参数          使用者 用户        介面 界面          品质 质量
数位 数字          图形处理器 显卡    部落格 博客        搜寻 搜索          字串 字符串        阵列 数组
伫列 队列          堆叠 堆栈          递回 递归          机率 概率          晶片 芯片          频宽 带宽
快取 缓存          串流 流式          通讯 通信          协定 协议          行动装置 移动设备  云端 云
档案 文件          资料夹 文件夹      连结 链接          除错 调试          取样 采样          抽样 采样
损失函式 损失函数  语意 语义          辨识 识别          侦测 检测          回馈 反馈          分散式 分布式
平行运算 并行计算  即时 实时          视觉化 可视化      变数 变量          常数 常量          萤幕 屏幕
位元组 字节        位元 比特          相容 兼容          载入 加载          储存 存储          贝氏 贝叶斯
马可夫 马尔可夫    布林 布尔          后设学习 元学习    监督式学习 监督学习  非监督 无监督    增强式学习 强化学习
强化式学习 强化学习  联盟式学习 联邦学习  类神经网络 神经网络  聊天机器人 对话机器人  撷取 提取
想像 想象          座标 坐标          家俱 家具          项炼 项链          手炼 手链            计画 计划
规画 规划          企画 企划          策画 策划          筹画 筹划          甚么 什么            纪录 记录
帐号 账号          帐户 账户          惟一 唯一          黏贴 粘贴          叠代 迭代            阀值 阈值
图象 图像          连络 联系          联络 联系          效能 性能            视窗 窗口
例项 实例          丛集 集群          奈米 纳米          滑鼠 鼠标          感测器 传感器        表示式 表达式
溢位 溢出          片语 短语          画素 像素          汇流排 总线        超音波 超声波        积体电路 集成电路
硬碟 硬盘          磁碟 磁盘          光碟 光盘          暂存器 寄存器      组合语言 汇编语言    指令码 脚本
登入 登录          检视 查看          雷射 激光          全域性 全局性      对象导向 面向对象    远端 远程
人机互动 人机交互  塑胶 塑料          义大利 意大利      笔记型电脑 笔记本电脑  信息科技 信息技术  二进位 二进制
十进位 十进制      进位制 进制        透过 通过          高解析度 高分辨率  扩充套件 扩展        矽谷 硅谷
批次 批量          自编码器 自动编码器  注意力机制 注意力  高画质 高清      卷积层 卷积        词嵌入 词向量
"""

_CHARACTERS = """
著着 瞭了 衞卫 藉借 覆复 份分 彷仿 敍叙 伕夫 甦苏 簷檐 揹背 枱台 薰熏 暱昵 痺痹 睪睾 鲶鲇 濬浚 谘咨 讬托 馀余 锺钟 钜巨 迳径 侭尽 缐线 麹曲
拏拿 鎗枪 燄焰 牠它 妳你 祂他
""".split()
VARIANTS: dict[str, str] = {pair[0]: pair[1] for pair in _CHARACTERS}
"""Each character that is another one in some words, and that one."""
REGIONAL_TERMS: tuple[tuple[str, str], ...] = tuple(
    (old, new) for old, new in zip(_TERMS.split()[::2], _TERMS.split()[1::2], strict=True)
)
"""(term elsewhere, term on the mainland), in the order in which to replace them."""
