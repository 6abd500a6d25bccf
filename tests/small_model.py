"""Sentences that nobody wrote, sentences with mistakes, and a model of the one with judges of the other."""

import random
from functools import cache
from pathlib import Path

from services.checker.folding import Folder, FoldingTable
from services.language.network_training import Sizes
from services.language.recipe import Request, make

_WHO = "各级部门 县人民政府 市教育局 乡镇干部 有关单位 农业农村局 社区居民 全体党员 督查小组 值班人员".split()
_HOW = "认真 全面 扎实 深入 积极 切实 及时 严格 主动 错峰".split()
_DO = "贯彻落实 研究部署 加强管理 推进建设 开展检查 组织学习 完善制度 解决问题 协调配合 捡拾清理".split()
_WHAT = (
    "安全生产工作 防汛抗旱措施 基层治理体系 公共服务设施 生态环境保护 乡村振兴规划 食品药品监管 和谐社区创建".split()
)
_END = "取得明显成效 受到群众欢迎 确保人民生命财产安全 为经济社会发展提供保障 形成工作合力 时刻掌握主动".split()
SLIPS = {"落实": "落时", "措施": "错施", "检查": "捡查", "合力": "和力", "配合": "配和", "形成": "行成"}


def sentences(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return [_sentence(chance) for _ in range(count)]


def _sentence(chance: random.Random) -> str:
    first = "".join(map(chance.choice, (_WHO, _HOW, _DO, _WHAT)))
    second = "".join(map(chance.choice, (_WHO, _DO, _WHAT)))
    place = chance.choice("行和时错捡实措检合形成")
    return f"{first}，{chance.choice(_END)}。{chance.randint(1990, 2024)}年，{second}，第{place}组。"


def mistaken(sentence: str) -> str:
    """With the first slip that it has room for."""
    for right, wrong in SLIPS.items():
        if right in sentence:
            return sentence.replace(right, wrong, 1)
    return sentence


def write_corpus(folder: Path, count: int = 3000) -> tuple[Path, Path]:
    """A corpus and a set of sentences, every other one with a mistake."""
    corpus, tuning = folder / "语料.txt", folder / "差错.tsv"
    corpus.write_text("\n".join(sentences(count)), "utf-8")
    rows = [
        f"{number}\t{mistaken(right) if number % 4 < 2 else right}\t{right}"
        for number, right in enumerate(sentences(400, seed=2))
    ]
    tuning.write_text("\n".join(rows), "utf-8")
    return corpus, tuning


SIZES = Sizes(16, 48, 24)._asdict()


def make_small(folder: Path, *, steps: int = 300) -> Path:
    corpus, tuning = write_corpus(folder)
    out = folder / "模型.npz"
    make(Request([corpus], [tuning], steps=steps, batch=256, sizes=SIZES, date="2026-01-01"), out)
    return out


@cache
def folder_of_text() -> Folder:
    return Folder(FoldingTable.compile())
