"""The deputies of single offices, whoever they are: known only so that the chief is not called one of them."""

from collections.abc import Iterator, Sequence

from services.checker.roster.roster import Office

DEPUTY = "副"
# The longest first: 总书记 ends in 书记.
_HEADS = (
    *("总书记", "委员长", "检察长", "审计长", "秘书长", "总理", "主席", "主任", "书记"),
    *("部长", "省长", "市长", "州长", "县长", "区长", "旗长", "盟长", "镇长", "乡长", "局长", "署长", "厅长", "行长"),
    *("院长", "会长", "社长", "台长", "校长", "所长"),
)


def deputies(offices: Sequence[Office]) -> Iterator[Office]:
    """For every single office one of its deputies, without holders, unless the roster has an office of that title."""
    known = {form for office in offices for form in office.forms}
    for office in offices:
        titles = [title for form in office.forms if (title := _deputy(form)) and title not in known]
        if office.single and titles:
            yield Office(title=titles[0], short=tuple(titles[1:]), level=office.level, units=office.units)


def _deputy(form: str) -> str:
    """国务院总理 → 国务院副总理; "" for the title of a deputy, or of somebody who has none."""
    head = next((head for head in _HEADS if form.endswith(head)), "")
    return form[: len(form) - len(head)] + DEPUTY + head if head and DEPUTY not in form else ""
