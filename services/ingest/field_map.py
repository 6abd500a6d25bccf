"""Foreign field names: what an archive calls `date` is our `published_at`. Declared, never guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.domain.errors import UnreadableInput
from services.wire.post_model import PostIn


@dataclass(frozen=True, slots=True)
class FieldMap:
    """`names` is contract field → foreign field. `site` stands in where a post names none."""

    names: Mapping[str, str] = field(default_factory=dict)
    site: str = ""

    @property
    def is_identity(self) -> bool:
        return not self.names and not self.site

    def apply(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Rename; the foreign field goes, and a contract field that is there already gives way."""
        foreign = set(self.names.values())
        renamed = {name: fields[other] for name, other in self.names.items() if other in fields}
        mapped = {name: value for name, value in fields.items() if name not in foreign} | renamed
        if self.site and not mapped.get("site"):
            mapped["site"] = self.site
        return mapped


def parse_field_map(pairs: Sequence[str], site: str = "") -> FieldMap:
    """Read `published_at=date` pairs. Raises `UnreadableInput` for one that names no contract field."""
    names: dict[str, str] = {}
    for pair in pairs:
        name, equals, foreign = pair.partition("=")
        if not equals or not foreign or name not in PostIn.model_fields:
            raise UnreadableInput(f"--map {pair}：应写成 字段=原字段名，字段为 {'、'.join(PostIn.model_fields)} 之一")
        names[name] = foreign
    return FieldMap(names, site)
