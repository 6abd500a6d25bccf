"""What is found of errors planted into real posts, by kind of error."""

from datetime import UTC, datetime
from pathlib import Path

from services.checker.build import compile_lexicon
from services.checker.engine import Checker
from services.checker.lexicon import read_lexicon
from services.domain.post import Post
from services.ingest.field_map import parse_field_map
from services.ingest.sources.jsonl import JsonlFile
from services.planting.bench import PlantBench, Result
from services.planting.facts import Facts
from services.planting.operators import SLIPS, Group
from services.planting.swaps import SWAPS
from tests.bench.outcome import Bar, NotRun, Outcome, Table
from tests.bench.plan import Plan

_FILES = ("xwlb", "rmrb2023")
_BARS = {Group.NAME: 98, Group.TITLE: 95, Group.PAIRING: 90}
_SEED = 7


def run(plan: Plan) -> Outcome:
    folder = plan.shared_file("posts")
    if folder is None:
        raise NotRun("no shared data")
    artefact = compile_lexicon(read_lexicon(Path(plan.lexicons)))
    posts = [post for name in _FILES for post in _posts(folder / f"{name}.jsonl.gz")]
    most = 5 if plan.quick else 200
    bench = PlantBench(Checker(artefact), Facts(artefact), (*SLIPS, *SWAPS), seed=_SEED, most=most)
    result = bench.run(posts[:: 60 if plan.quick else 6])
    return Outcome(tables=[_table(result)], bars=[_bar(result, group, limit) for group, limit in _BARS.items()])


def _posts(file: Path) -> list[Post]:
    source = JsonlFile(file, now=datetime.now(UTC), fields=parse_field_map(["published_at=date"]))
    return [item.post for item in source if isinstance(item.post, Post)]


def _table(result: Result) -> Table:
    rows = [(each.operator.name, f"{each.planted:,}", f"{each.found:,}") for each in result.recalls]
    found = sum(result.untouched.values())
    note = f"{found} findings in the untouched posts: {result.posts:,} posts, {result.characters:,} characters"
    return Table(title="planted errors", headings=("kind", "planted", "found"), rows=rows, notes=[note])


def _bar(result: Result, group: Group, limit: float) -> Bar:
    recalls = [each for each in result.recalls if each.operator.group is group]
    planted = sum(each.planted for each in recalls)
    share = 100 * sum(each.found for each in recalls) / planted if planted else None
    return Bar(name=f"planted errors found: {group.name.lower()}", limit=limit, unit="%", value=share, at_most=False)
