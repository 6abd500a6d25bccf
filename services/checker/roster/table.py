"""A roster kept in a spreadsheet: CSV → the same section that a YAML file would give, each value with its line.

The first rows say what the table holds for (截至, 单位), the next one names its columns, every other one is a tenure.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

import yaml

from services.checker.lexicon.section import Section
from services.checker.roster import cell, node
from services.domain.errors import LexiconError

_PREFACE = ("截至", "单位")
_COLUMNS = ("职务", "简称", "姓名", "任职", "离任", "来源", "核实")
_NEEDED = ("职务", "姓名", "来源")
# Of these there may be several at a time; any other office has one holder.
_SEVERAL = re.compile(r"副|(?:常委|委员|成员|代表|助理|调研员|巡视员|督学)$")


class _Row(NamedTuple):
    """The stripped cells of one row, and the line it begins at, from 1."""

    file: str
    line: int
    cells: Sequence[str]

    def fail(self, reason: str) -> NoReturn:
        raise LexiconError(reason, file=self.file, line=self.line)

    def read(self, column: str, text: str, reader: Callable[[str], str]) -> str:
        try:
            return reader(text)
        except ValueError as error:
            self.fail(f"“{column}”：{error}")


class _Record(NamedTuple):
    """A row below the header, and its cells by column."""

    row: _Row
    cells: Mapping[str, str]

    def text(self, column: str, reader: Callable[[str], str] = cell.solid) -> str:
        """The value of a column; empty where nothing is written and nothing is needed."""
        text = self.cells.get(column, "")
        if not text and column in _NEEDED:
            self.row.fail(f"“{column}”是空的，请填写（合并的单元格要先拆开，逐行填写）")
        return self.row.read(column, text, reader) if text else ""


def is_table(name: str) -> bool:
    return name.lower().endswith(".csv")


def read_table(text: str, file: str) -> Section:
    """Raises `LexiconError` with file and line."""
    rows = [row for row in _rows(text.removeprefix("\ufeff"), file) if any(row.cells)]
    place = next((number for number, row in enumerate(rows) if _is_header(row)), None)
    if place is None:
        reason = f"没有表头：要有一行写明列名，至少有{'、'.join(_NEEDED)}，列与列之间用英文逗号"
        raise LexiconError(reason, file=file, line=1)
    header, body = rows[place], rows[place + 1 :]
    _refuse_columns(header)
    if not body:
        header.fail("表头之下没有内容；每段任职写一行")
    page = _preface(rows[:place], header)
    offices: dict[str, list[_Record]] = {}
    for record in (_record(row, header) for row in body):
        offices.setdefault(record.text("职务"), []).append(record)
    page["offices"] = node.sequence([_office(title, each) for title, each in offices.items()], header.line)
    return Section.of(node.mapping(page, 1), file)


def _rows(text: str, file: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error:
            reason = "引号不成对，或单元格过长；单元格里的引号请用中文引号“”"
            raise LexiconError(reason, file=file, line=line) from None
        if row is None:
            return
        yield _Row(file, line, [text.strip() for text in row])


def _is_header(row: _Row) -> bool:
    """Two names of columns make a header, so that a missing one can be told."""
    return len({*row.cells} & {*_COLUMNS}) > 1


def _refuse_columns(header: _Row) -> None:
    for number, column in enumerate(header.cells):
        if column and column not in _COLUMNS:
            header.fail(f"没有“{column}”这一列，请删去或改名；可用：{'、'.join(_COLUMNS)}")
        if column and column in header.cells[:number]:
            header.fail(f"“{column}”这一列写了两次，请删去一列")
    for column in _NEEDED:
        if column not in header.cells:
            header.fail(f"表头缺少“{column}”这一列，请补上")


def _preface(rows: Sequence[_Row], header: _Row) -> dict[str, yaml.Node]:
    found: dict[str, _Row] = {}
    for row in rows:
        key = row.cells[0]
        if key not in _PREFACE:
            row.fail(f"表头之前只能有{'、'.join(_PREFACE)}两行，没有“{''.join(row.cells)}”，请删去")
        if key in found:
            row.fail(f"“{key}”写了两次，请删去一行")
        if not any(row.cells[1:]):
            row.fail(f"“{key}”没有填写，请写在右边一格")
        found[key] = row
    if "截至" not in found:
        header.fail("表头之前缺少“截至”一行；写明名册核对到哪一天，如：截至,2026-03-31")
    return {"as_of": _as_of(found["截至"]), **({"units": _units(found["单位"])} if "单位" in found else {})}


def _as_of(row: _Row) -> yaml.Node:
    return node.scalar(row.read("截至", "".join(row.cells[1:]), cell.day), row.line)


def _units(row: _Row) -> yaml.Node:
    return node.sequence([node.scalar(word, row.line) for each in row.cells[1:] for word in cell.words(each)], row.line)


def _record(row: _Row, header: _Row) -> _Record:
    columns = [*header.cells, *[""] * (len(row.cells) - len(header.cells))]
    for number, (column, text) in enumerate(zip(columns, row.cells, strict=False), 1):
        if text and not column:
            row.fail(f"第 {number} 格“{text}”没有列名；多写了逗号，或表头少了一列")
    return _Record(row, dict(zip(columns, row.cells, strict=False)))


def _office(title: str, records: Sequence[_Record]) -> yaml.Node:
    """All rows of one title; the short forms may stand in any of them."""
    line = records[0].row.line
    short = dict.fromkeys(word for record in records for word in cell.words(record.cells.get("简称", "")))
    return node.mapping(
        {
            "title": node.scalar(title, line),
            "short": node.sequence([node.scalar(word, line) for word in short], line),
            "single": node.scalar("false" if _SEVERAL.search(title) else "true", line),
            "holders": node.sequence([_tenure(record) for record in records], line),
        },
        line,
    )


def _tenure(record: _Record) -> yaml.Node:
    values = {
        "name": record.text("姓名", cell.name),
        "from": record.text("任职", cell.day),
        "until": record.text("离任", cell.last_day),
        "source": record.text("来源", str),
        "certainty": record.text("核实", cell.certainty),
    }
    # Where only the month of one of them is known, the months are compared.
    if values["until"] and values["until"] < values["from"][: len(values["until"])]:
        record.row.fail("“离任”早于“任职”，请核对这两个日期")
    line = record.row.line
    return node.mapping({key: node.scalar(value, line) for key, value in values.items() if value}, line)
