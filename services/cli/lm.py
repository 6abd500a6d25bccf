"""`duwang lm`: the language model behind the statistical check for typos."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress

from services.checker.build import MODEL_FILE
from services.checker.in_use import checker_in_use
from services.checker.typos.model_file import load_model, read_about, verify_model
from services.cli.lm_view import evaluation_shown, provenance_shown, scores_shown
from services.domain.errors import UnreadableInput
from services.language.stage import Stage, Tick
from services.settings import load_settings

lm = typer.Typer(help="训练、查看、核验、评测查错别字用的语言模型。", no_args_is_help=True)

ModelFile = Annotated[Path | None, typer.Argument(help="模型文件，缺省为正在使用的模型")]
Sets = Annotated[list[Path], typer.Argument(help="TSV：编号、原句、正确的句子，可写多个")]


@lm.command()
def train(
    corpora: Annotated[list[Path], typer.Argument(help="语料：.txt（一行一段）、.jsonl（每行一篇），可为 .gz .xz")],
    *,
    out: Annotated[Path, typer.Option(help="模型写到哪个文件（.npz）")],
    tune: Annotated[list[Path] | None, typer.Option(help="带真实差错的句子：TSV，编号、原句、正确的句子")] = None,
    words: Annotated[Path | None, typer.Option(help="词语模型（ARPA 格式）：语料里没有的领域，词怎样相连")] = None,
    strokes: Annotated[Path | None, typer.Option(help="笔顺表，缺省为已安装的 pycorrector 自带的")] = None,
    components: Annotated[Path | None, typer.Option(help="同部件字表，缺省同上")] = None,
    steps: Annotated[int, typer.Option(min=0, help="上下文网络训练多少步；配合 --from 时 0 为照用不变")] = 6_000,
    start: Annotated[Path | None, typer.Option("--from", help="在这个模型的字表和网络上接着训练")] = None,
    hold_out: Annotated[float, typer.Option(min=0.001, max=0.5, help="留出多少段落种差错，不计数")] = 0.05,
    seed: Annotated[int, typer.Option(help="随机种子；种子、语料和版本相同，模型相同")] = 7,
    batch: Annotated[int, typer.Option(min=16, help="每步看多少处")] = 4_096,
    hidden: Annotated[int, typer.Option(min=8, help="网络隐层的宽度，越大越准也越慢")] = 512,
    date: Annotated[str, typer.Option(help="记入模型的日期，如 2026-06-30；缺省不记")] = "",
) -> None:
    """从干净的文稿训练模型。六千步在一个核上约需一小时，四千六百万字语料约需 3.5 GB 内存。

    语料自动去重。每十句真实差错中，头两句只用来评测，其余用来训练。

    例：duwang lm train 法规.txt.xz 新闻.jsonl.gz --tune 差错.tsv --out lexicons/language-model.npz
    """
    from services.language.recipe import Request, make  # noqa: PLC0415 - jieba and pypinyin are not for every command

    _refuse(out, steps, start)
    found = strokes or _installed("stroke.txt"), components or _installed("same_stroke.txt")
    if None in found:
        print("没有笔顺表或同部件字表，形近字不全：安装 pycorrector，或用 --strokes、--components 指定")
    sizes = {"hidden": hidden}
    request = Request(corpora, tune or [], words, *found, start, hold_out, steps, batch, sizes, seed, date)
    with Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=Console(stderr=True)) as progress:
        told = make(request, out, _bars(progress))
    Console(highlight=False, soft_wrap=True).print(evaluation_shown(told["evaluation"]))
    print(f"模型写在 {out}，{out.stat().st_size / 1e6:.1f} MB")


@lm.command()
def show(file: ModelFile = None) -> None:
    """模型的来历：语料、训练方法、评测结果、大小、摘要。

    例：duwang lm show lexicons/language-model.npz
    """
    path = _chosen(file)
    Console(highlight=False, soft_wrap=True).print(provenance_shown(path, read_about(path)))


@lm.command()
def verify(file: ModelFile = None) -> None:
    """核验模型内容与训练时记下的摘要是否相符。

    例：duwang lm verify lexicons/language-model.npz
    """
    path = _chosen(file)
    verify_model(path)
    print(f"{path.name}：内容与摘要 {load_model(path).version} 相符")


@lm.command()
def score(
    sets: Sets, *, model: Annotated[Path | None, typer.Option(help="模型文件，缺省为正在使用的模型")] = None
) -> None:
    """整个检查器在带差错的句子上的成绩：采纳每处问题（提示除外）的第一条建议，逐句与正确的句子比较。

    例：duwang lm score 差错.tsv --model 新模型.npz
    """
    from services.language.evaluation import Figures  # noqa: PLC0415
    from services.language.scoring import corrected  # noqa: PLC0415
    from services.language.tuning import read_sentences  # noqa: PLC0415

    checker = checker_in_use(load_settings(language_model=model))
    with Progress(console=Console(stderr=True), transient=True) as progress:
        rows = {
            path.name: Figures.of(corrected(checker, progress.track(read_sentences(path), description=path.name)))
            for path in sets
        }
    Console(highlight=False, soft_wrap=True).print(scores_shown(rows))


def _bars(progress: Progress) -> Stage:
    """A bar for every stage."""

    def begin(name: str, steps: int) -> Tick:
        return partial(progress.advance, progress.add_task(name, total=steps))

    return begin


def _installed(name: str) -> Path | None:
    """A table of pycorrector's, which is found without importing it: that would load half a gigabyte."""
    spec = find_spec("pycorrector")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "data" / name
        if path.is_file():
            return path
    return None


def _chosen(file: Path | None) -> Path:
    settings = load_settings()
    path = file or settings.language_model or settings.lexicons / MODEL_FILE
    if not path.is_file():
        raise UnreadableInput(f"{path}: 没有这个模型文件；请写明路径，或先用 duwang lm train 训练")
    return path


def _refuse(out: Path, steps: int, start: Path | None) -> None:
    """Before the work, not after it."""
    if not steps and start is None:
        raise UnreadableInput("--steps 0: 没有 --from 时至少要训练一步；接着训练请用 --from 写明模型")
    if not out.parent.is_dir():
        raise UnreadableInput(f"{out}: 没有这个文件夹，请先建立")
