import os
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from services.settings import PREFIX, Settings, SettingsError, bundled, is_loopback, load_settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
KEY = "a-key-that-nobody-may-ever-see"
ROW = re.compile(rf"^\| `({PREFIX}\w+)` \| (.*?) \| (.*) \|$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def documented() -> dict[str, tuple[str, str]]:
    return {name: (default, text) for name, default, text in ROW.findall(PAGE.read_text("utf-8"))}


def shown(default: Any) -> str:
    return f"`{default}`" if isinstance(default, (str, int, float, Path)) else ""


def test_every_setting_is_documented_with_its_default_and_its_sentence() -> None:
    assert documented() == {
        PREFIX + name.upper(): (shown(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }


def test_defaults_serve_this_machine_only() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.max_body_bytes) == ("127.0.0.1", 8000, 6 * 1024 * 1024)
    assert settings.api_keys == {}
    assert settings.store_url == "sqlite:///var/duwang.db"


def test_lexicons_default_to_those_of_the_checkout() -> None:
    assert load_settings().lexicons == bundled("lexicons") == PAGE.parents[1] / "lexicons"


def test_what_is_given_goes_before_the_environment_and_none_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUWANG_PORT", "8123")
    monkeypatch.setenv("DUWANG_LOG_LEVEL", "debug")
    settings = load_settings(port=9000, log_level=None)
    assert (settings.port, settings.log_level) == (9000, "debug")


def test_keys_come_with_their_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUWANG_API_KEYS", f'{{"{KEY}": ["a.gov.cn"], "{KEY}-2": "*"}}')
    keys = load_settings().api_keys
    assert keys == {SecretStr(KEY): frozenset({"a.gov.cn"}), SecretStr(f"{KEY}-2"): "*"}


@pytest.mark.parametrize("show", [repr, str, lambda s: s.model_dump_json(), lambda s: str(s.model_dump())])
def test_secrets_are_never_shown(show: Any) -> None:
    settings = load_settings(
        api_keys={KEY: "*"},
        webhook_secrets={"whsec_bm9ib2R5LW1heS1zZWU=": "*"},
        database_url="postgresql://u:sesame@h/d",
    )
    assert not re.search("nobody|bm9ib2R5|sesame", show(settings))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("API_KEYS", f'{{"{KEY}": 5}}', id="sites-that-are-none"),
        pytest.param("API_KEYS", f'{{"{KEY}": ', id="broken-json"),
        pytest.param("API_KEYS", '{"nobody": "*"}', id="short-key"),
        pytest.param("WEBHOOK_SECRETS", '{"whsec_nobody-may-see-%%%": "*"}', id="secret-that-is-not-base64"),
        pytest.param("PORT", "nobody", id="port-that-is-no-number"),
    ],
)
def test_a_broken_value_is_refused_by_name_and_not_repeated(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert name in str(refused.value).upper()
    assert "nobody" not in str(refused.value)


def test_an_unknown_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUWANG_MAX_BODY_BYTE", "1")
    with pytest.raises(SettingsError, match="DUWANG_MAX_BODY_BYTE；"):
        load_settings()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "www.example.gov.cn"])
def test_the_network_is_refused_without_api_keys(host: str) -> None:
    with pytest.raises(SettingsError, match="DUWANG_API_KEYS"):
        load_settings(host=host)
    assert load_settings(host=host, api_keys={KEY: "*"}).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_addresses_need_no_keys(host: str) -> None:
    assert is_loopback(load_settings(host=host).host)
