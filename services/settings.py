"""The only reader of the environment: `DUWANG_*` variables, in small groups. `docs/settings.md` lists them all."""

import ipaddress
import os
from typing import Any

from pydantic import ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableVariable

from services.domain.errors import DuwangError
from services.setting_groups import Access, Checking, Limits, Places, Scale, Serving, Sites, bundled
from services.slow_lane_settings import SlowLane

__all__ = ["PREFIX", "Settings", "SettingsError", "Sites", "bundled", "is_loopback", "load_settings"]

PREFIX = "DUWANG_"


class SettingsError(DuwangError):
    """The settings cannot be used: name the variable and the remedy, and stop with exit status 2."""


class Settings(Serving, Places, Scale, Access, Limits, Checking, SlowLane, BaseSettings):
    """Every setting, flat: the field `max_body_bytes` is the variable `DUWANG_MAX_BODY_BYTES`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, hide_input_in_errors=True, extra="forbid")

    @model_validator(mode="after")
    def _is_not_open_to_the_network(self) -> "Settings":
        if not is_loopback(self.host) and not self.api_keys:
            raise ValueError(
                f"监听地址 {self.host} 可从本机以外访问，必须先用 {PREFIX}API_KEYS 配置 API 密钥；或改回 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _a_slow_post_is_no_stuck_one(self) -> "Settings":
        longest = self.worker_deadline_s + self.second_opinion_deadline_s
        if self.second_opinion and longest >= self.check_limit_s:
            raise ValueError(
                f"{PREFIX}CHECK_LIMIT_S 应大于 {longest:g}（WORKER_DEADLINE_S 与 SECOND_OPINION_DEADLINE_S 之和），"
                "否则等待复读的进程会被当作卡住而终止"
            )
        return self


def child_environment(**more: str) -> dict[str, str]:
    """The environment of a child that runs the code of others: ours without any setting, since some are secrets."""
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    return own | more


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`, an address or a name."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings(**given: Any) -> Settings:
    """Read the environment; what is `given` and not None goes before it. Raises `SettingsError`.

    The error names variables and reasons, never values: a value may be a secret.
    """
    _refuse_unknown_variables()
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        # The first part of the place is the field; the parts behind it may be an API key.
        reasons = (f"{_variable(part['loc'])}：{_reason(part['msg'])}" for part in error.errors(include_input=False))
        raise SettingsError("；".join(reasons)) from None
    except UnreadableVariable as error:
        raise SettingsError(f"{error}；应为 JSON") from None


def _variable(place: tuple[int | str, ...]) -> str:
    return PREFIX + str(place[0]).upper() if place else "配置"


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ")


def _refuse_unknown_variables() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        raise SettingsError(f"没有这样的配置项：{'、'.join(unknown)}；全部配置项见 docs/settings.md")
