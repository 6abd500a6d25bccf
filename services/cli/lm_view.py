"""How `duwang lm` shows where a model comes from and how good it is."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from services.cli.render import printable
from services.language.evaluation import Figures

_SHARES = ("precision", "recall", "f1", "kept")


def provenance_shown(path: Path, about: Mapping[str, Any]) -> Group:
    """All that a model says about itself; older or hand-made models may say less."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in _facts(path, about):
        table.add_row(name, Text(printable(value), overflow="fold"))
    evaluation = about.get("evaluation")
    return Group(table, *([evaluation_shown(evaluation)] if evaluation else []))


def _facts(path: Path, about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "文件", f"{path}，{path.stat().st_size / 1e6:.1f} MB"
    yield "摘要", str(about.get("digest", "没有"))
    yield "日期", str(about.get("date", "没有记"))
    for name, key in (("语料", "corpora"), ("词语模型", "word_models"), ("调试句", "tuning")):
        for source in about.get(key, ()):
            yield name, f"{source['name']}，{source['characters']:,} 字，sha256 {source['sha256']}"
    if "runs" in about:
        runs = "，".join(f"{order} 字串 {count:,}" for order, count in about["runs"].items())
        yield "字表与词串", f"{about['alphabet']:,} 字，词 {about['words']:,}，{runs}（出现不足 3 次的不收）"
    if "steps" in about:
        start = f"，从 {about['start']} 接着训练" if about.get("start") else ""
        yield "训练", f"{about['steps']:,} 步，每步 {about['batch']:,} 处，种子 {about['seed']}{start}"
    for earlier in about.get("before", ()):
        yield "此前", f"{earlier['digest']}：{earlier.get('steps', '没有记')} 步"
    if "shapes" in about:
        yield "形近字", "、".join(about["shapes"]) or "没有笔顺表，未收"
    yield "版本", "，".join(f"{name} {number}" for name, number in about.get("versions", {}).items()) or "没有记"


def evaluation_shown(evaluation: Mapping[str, Any]) -> Group:
    """Figures of sentences that the model has not learnt from."""
    table = Table(
        "句子", "置信度", "精确率", "召回率", "F1", "不误改", title="没有参加训练的句子", title_justify="left"
    )
    for name, levels in evaluation.get("sets", {}).items():
        for level, own in levels.items():
            table.add_row(printable(name), level, *(f"{own[key]:.3f}" for key in _SHARES))
    alarms = "，".join(f"{level} 起 {count}" for level, count in evaluation["false_alarms_per_10000"].items())
    bins = "，".join(
        f"{each['from']} 起 {each['right']:.0%}（{each['corrections']} 处）"
        for each in evaluation["reliability"]
        if each["corrections"]
    )
    network = evaluation["network"]
    return Group(
        *([table] if table.row_count else []),
        Text(f"留出的语料每万字改动：{alarms}"),
        *([Text(f"各档置信度的正确率：{bins}")] if table.row_count else []),
        Text(f"上下文网络：损失 {network['loss']}，首选正确 {network['accuracy']:.1%}"),
    )


def scores_shown(rows: Mapping[str, Figures]) -> Table:
    table = Table("句子", "句数", "精确率", "召回率", "F1", "不误改")
    for name, own in rows.items():
        shares = (own.precision, own.recall, own.f1, own.kept)
        table.add_row(printable(name), f"{sum(own):,}", *(f"{share:.3f}" for share in shares))
    return table
