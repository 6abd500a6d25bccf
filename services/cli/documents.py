"""`duwang documents`: what is known of a document or a law."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated

import typer

from services.checker.citations.title import key
from services.checker.in_use import lexicon_in_use
from services.checker.registry import Document, Law, Registry, parse_registry
from services.settings import load_settings

documents = typer.Typer(help="查阅文件与法律登记表。", no_args_is_help=True)

_MOST_GUESSES = 5


# The group keeps its name in front of its only command.
@documents.callback()
def _group() -> None:
    pass


@documents.command()
def show(
    query: Annotated[
        str, typer.Argument(help="发文字号、文件标题（可只写一部分）或法律名称", metavar="字号|标题|法律")
    ],
) -> None:
    """查阅登记表：文件的字号、标题，法律的通过日期、条数、是否有效。查不到时退出码为 1。

    例：duwang documents show 国办发〔2017〕47号

    例：duwang documents show 政府网站发展指引

    例：duwang documents show 安全生产法
    """
    registry = parse_registry(lexicon_in_use(load_settings()).registry)
    lines = [*_found(registry, key(query))]
    if not lines:
        print(f"登记表中没有“{query}”，{_guess(registry, query)}")
        raise typer.Exit(1)
    print("\n".join(lines))


def _found(registry: Registry, query: str) -> Iterator[str]:
    yield from (_law(law) for law in registry.laws if query in map(key, law.names))
    yield from (_document(each) for each in registry.documents if query in key(each.title) or query == key(each.number))


def _law(law: Law) -> str:
    counts = "、".join(f"{day} 起 {count} 条" for day, count in law.articles)
    parts = [f"{law.full}：{law.adopted} 通过", f"{law.revised} 修改" if law.revised else "", counts]
    if law.repealed:
        parts.append(f"{law.repealed} 废止" + (f"，现为《{'》《'.join(law.by)}》" if law.by else ""))
    return "；".join(filter(None, parts))


def _document(document: Document) -> str:
    parts = [f"{document.number}　{document.title}", f"{document.issued} 印发" if document.issued else ""]
    if document.repealed:
        parts.append(f"{document.repealed} 废止" + (f"，见 {document.by}" if document.by else ""))
    parts.append("已核对" if document.confirmed else "未核对")
    return "；".join(filter(None, parts))


def _guess(registry: Registry, query: str) -> str:
    known = [name for law in registry.laws for name in law.names]
    known += [word for each in registry.documents for word in (each.number, each.title)]
    guesses = get_close_matches(query, known, _MOST_GUESSES, 0.5)
    return f"是否要找：{'、'.join(guesses)}" if guesses else "请写发文字号、标题或法律名称，如 国办发〔2017〕47号"
