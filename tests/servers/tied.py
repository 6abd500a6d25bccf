"""Servers that end with whoever started them, also when that one is killed and can clean nothing up."""

import shutil
from collections.abc import Sequence


def tied(command: Sequence[str], *, by: str = "KILL") -> list[str]:
    """The command, sent this signal when its parent dies; as it is where the system cannot do that."""
    if shutil.which("setpriv") is None:
        return list(command)
    return ["setpriv", "--pdeathsig", by, "--", *command]
