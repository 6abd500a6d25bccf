"""All rules as pages in Markdown: an index, and for each category a page, or several by the initial of the name."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.domain.errors import UnreadableInput
from services.domain.report import Policy
from services.domain.rule import Category, RuleDoc, Severity
from services.rulebook.explanation import Checks, explain
from services.rulebook.layout import entry_of, escaped

INDEX = "README.md"
# A category with more rules than a person scrolls through is cut as a dictionary is.
_LONGEST = 150
_INITIALS = ("abc", "def", "ghi", "jkl", "mno", "pqr", "stu", "vwx", "yz")
_COMMAND = "duwang lexicon docs --out docs/rules"


@dataclass(frozen=True, slots=True)
class _Page:
    """A file of rules, sorted by id."""

    name: str
    title: str
    rules: Sequence[RuleDoc]


def pages_of(rules: Iterable[RuleDoc], checker: Checks, policy: Policy) -> dict[str, str]:
    """Every file by its name. The same rules give the same pages, in whatever order they come."""
    pages = list(_pages(sorted(rules, key=lambda rule: rule.id)))
    written = {page.name: _written(page, lambda rule: entry_of(explain(rule, checker, policy))) for page in pages}
    return {INDEX: _index(pages, policy), **written}


def write_pages(pages: dict[str, str], folder: Path) -> None:
    """Put the pages into a folder; pages of an earlier time that are no more go. Raises `UnreadableInput`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.md"):
            if old.name not in pages:
                old.unlink()
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnreadableInput(f"无法写入 {folder}：{error.strerror or error}") from None


def _pages(rules: Sequence[RuleDoc]) -> Iterator[_Page]:
    for category in Category:
        own = [rule for rule in rules if rule.category is category]
        if len(own) > _LONGEST:
            yield from _cut(category, own)
        elif own:
            yield _Page(f"{category}.md", category.label, own)


def _cut(category: Category, rules: Sequence[RuleDoc]) -> Iterator[_Page]:
    for initials in ("0-9", *_INITIALS):
        own = [rule for rule in rules if _initials(rule) == initials]
        if own:
            yield _Page(f"{category}-{initials}.md", f"{category.label}（{initials.upper()}）", own)


def _initials(rule: RuleDoc) -> str:
    """The group of the first letter behind the prefix: ids are written in pinyin."""
    initial = rule.id.partition(".")[2][:1]
    return next((group for group in _INITIALS if initial in group), "0-9")


def _written(page: _Page, entry: Callable[[RuleDoc], str]) -> str:
    head = [
        f"# {page.title}：{len(page.rules)} 条规则",
        "",
        f"[全部类别]({INDEX})。由 `{_COMMAND}` 生成，不要手改。",
        "",
    ]
    contents = [f"- [{rule.id}](#{rule.id})（{rule.severity.label}）{escaped(rule.summary)}" for rule in page.rules]
    return "\n".join([*head, *contents, "", *("\n" + entry(rule) for rule in page.rules)]).rstrip() + "\n"


def _index(pages: Sequence[_Page], policy: Policy) -> str:
    rules = [rule for page in pages for rule in page.rules]
    return "\n".join(
        [
            f"# 规则：共 {len(rules)} 条",
            "",
            "每条规则写明查什么、为什么、依据、例句与改法。`duwang explain 规则编号` 在终端显示同一内容，",
            "`duwang explain 词语` 查找提到这个词的规则，`GET /v1/rules/{id}` 供程序读取。",
            f"这些页面由 `{_COMMAND}`（或 `make docs`）从词库生成，不要手改。",
            "",
            "| 类别 | " + " | ".join(severity.label for severity in Severity) + " | 合计 | 页面 |",
            "|---|" + "--:|" * (len(Severity) + 1) + "---|",
            *_rows(pages),
            "",
            "## 级别与结论",
            "",
            *(
                f"- **{each.label}**（`{each}`）　{each.meaning}；稿件结论为“{policy.verdict_on(each).label}”"
                for each in Severity
            ),
            "",
            "结论可以用 `DUWANG_POLICY_BLOCK`、`DUWANG_POLICY_REVIEW` 调整；检查没有做完的稿件从不“通过”。",
            "",
            "## 报错了怎么办",
            "",
            *_HELP,
        ]
    )


def _rows(pages: Sequence[_Page]) -> Iterator[str]:
    for category in Category:
        own = [page for page in pages if page.rules[0].category is category]
        counts = Counter(rule.severity for page in own for rule in page.rules)
        numbers = [str(counts[severity] or "") for severity in Severity]
        links = " ".join(f"[{_short(page, category)}]({page.name})" for page in own)
        if own:
            yield f"| {category.label} | {' | '.join(numbers)} | {counts.total()} | {links} |"


def _short(page: _Page, category: Category) -> str:
    return page.title.removeprefix(category.label).strip("（）") or category.value


_HELP = """\
- **这一篇里确实没有错**　把问题标为误报：`POST /v1/violations/{id}/dismiss`。同一篇以后复查，仍是误报，不必再看。
- **是常见的正确写法**　在词库文件中给规则的 `allow` 加上它，给 `miss` 加一个例句（[词库格式](../lexicon-format.md)）。
- **规则由程序判断**（没有“词库”一行）　把原句报给维护者，加为不报的例句。
- **严重错误不要整条停用**　漏掉一处的代价大于看一眼的代价。
- **不想看到提示**　查询时只取 `severity` 为 `serious`、`error`、`warning` 的问题；提示从不影响结论。
""".splitlines()
