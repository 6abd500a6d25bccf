"""The groups of settings: every one with its default and the sentence that `docs/settings.md` gives of it."""

import base64
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from services.domain.report import Policy
from services.domain.rule import Severity

_PACKAGE = Path(__file__).parent

Sites = frozenset[str] | Literal["*"]
Secret = Annotated[SecretStr, Field(min_length=16)]


def bundled(name: str) -> Path:
    """Find the folder `name` (lexicons, demo): that of a checkout, else the copy inside an installed package."""
    checkout = _PACKAGE.parent / name
    return checkout if checkout.is_dir() else _PACKAGE / "bundled" / name


class Serving(BaseModel):
    """Where the service listens and how much it says."""

    host: str = Field(
        "127.0.0.1", description="Address to listen on. Any but a loopback address needs `DUWANG_API_KEYS`."
    )
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The lightest log lines to write (`debug`, `info`, `warning`, `error`), as JSON on stderr."
    )


class Places(BaseModel):
    """Where files and records are."""

    data_dir: Path = Field(Path("var"), description="Folder for everything the service writes.")
    lexicons: Path = Field(
        default_factory=lambda: bundled("lexicons"),
        description="Folder of lexicons and rosters. Default: `lexicons/` of the checkout, else the bundled copy.",
    )
    rosters: Path | None = Field(None, description="Folder of the organisation's own rosters, YAML or CSV.")
    language_model: Path | None = Field(
        None, description="File of the language model. Default: `language-model.npz` in the folder of lexicons."
    )
    cache_dir: Path | None = Field(
        None, description="Folder for compiled lexicons; safe to delete. Default: `cache` in the data folder."
    )
    inbox: Path | None = Field(
        None, description="Folder that is watched for JSONL files of posts. Default: `inbox` in the data folder."
    )
    database_url: SecretStr | None = Field(
        None, description="SQLAlchemy URL of the store. Default: SQLite, `duwang.db` in the data folder."
    )

    @property
    def cache(self) -> Path:
        return self.cache_dir or self.data_dir / "cache"

    @property
    def inbox_dir(self) -> Path:
        return self.inbox or self.data_dir / "inbox"

    @property
    def store_url(self) -> str:
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'duwang.db'}"


class Scale(BaseModel):
    """The scale-out: a Kafka cluster between services that run apart, and several worker processes on one machine."""

    kafka: str | None = Field(
        None, description="Kafka brokers, `host:port,host:port`. Without it the bus is in memory, for one process."
    )
    kafka_user: str | None = Field(None, description="User name at the brokers (SASL).")
    kafka_password: SecretStr | None = Field(None, description="Password at the brokers.")
    kafka_sasl: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512",
        description="How the user name and password are shown (`PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512`).",
    )
    kafka_tls: bool = Field(False, description="Whether the brokers are spoken to over TLS.")
    kafka_ca: Path | None = Field(
        None, description="File of the certificates that vouch for the brokers. Default: those of the system."
    )
    kafka_prefix: str = Field(
        "",
        pattern=r"^[a-zA-Z0-9._-]*$",
        description="Put before the names of all topics, for several systems on one cluster.",
    )
    kafka_partitions: int = Field(
        12, ge=1, description="Partitions of the topics that are made; at most so many workers share them."
    )
    kafka_replicas: int = Field(1, ge=1, description="Replicas of the topics that are made; 3 on a cluster.")
    workers: int = Field(1, ge=1, le=64, description="Worker processes of `duwang checker` on this machine.")
    worker_name: str | None = Field(
        None, description="Name of this machine among the workers, unique. Default: the host name."
    )
    probe_host: str = Field(
        "127.0.0.1",
        description="Address of `/metrics`, `/healthz` and `/readyz` of `duwang checker` and `duwang ingest`.",
    )
    probe_port: int = Field(
        9101,
        ge=0,
        le=65535 - 64,
        description="Their port; the worker processes of `duwang checker` take the ports behind it. 0: free ones.",
    )
    sources: Path | None = Field(None, description="YAML file of the sources of `duwang ingest`: CMS topics and feeds.")


class Access(BaseModel):
    """Who may call. Each secret is worth the sites it names; "*" is worth all of them."""

    api_keys: dict[Secret, Sites] = Field(
        {}, description='API keys as JSON, key to sites: `{"a-long-random-key": ["www.x.gov.cn"], "another…": "*"}`.'
    )
    webhook_secrets: dict[Secret, Sites] = Field(
        {}, description="Standard Webhooks secrets (`whsec_` and base64) as JSON, secret to sites."
    )

    @field_validator("webhook_secrets")
    @classmethod
    def _are_base64(cls, secrets: dict[SecretStr, Sites]) -> dict[SecretStr, Sites]:
        for secret in secrets:
            text = secret.get_secret_value().removeprefix("whsec_")
            base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        return secrets


class Limits(BaseModel):
    """The nets: a caller that asks for too much is told so."""

    max_body_bytes: int = Field(6 * 1024 * 1024, ge=1024, description="Largest request body in bytes; more is 413.")
    max_posts_per_batch: int = Field(1000, ge=1, description="Most posts in one `POST /v1/posts`.")
    bus_capacity: int = Field(10_000, ge=1, description="Posts that may wait in the in-process bus.")
    busy_after_s: float = Field(
        2.0, gt=0, description="Seconds a post may wait for a place on a full bus before the caller is told 503."
    )
    drain_s: float = Field(20.0, ge=0, description="Seconds that a shutdown waits for posts that are still unchecked.")


class Checking(BaseModel):
    """How a check is run and judged."""

    check_deadline_ms: int = Field(
        2000,
        ge=1,
        description="Milliseconds for one check of a webhook; past it the report says `complete: false`, never `pass`.",
    )
    worker_deadline_s: float = Field(
        10.0, gt=0, description="Seconds for one check in the stream; past it the report says `complete: false`."
    )
    check_limit_s: float = Field(
        60.0,
        gt=0,
        description="Seconds after which a check that does not end is killed with its process and its post laid aside.",
    )
    dead_letter_streak: int = Field(
        200,
        ge=1,
        description="A worker stops when so many posts in a row could not be checked: then the release is bad.",
    )
    lexicon_watch_s: float = Field(
        30.0,
        ge=0,
        description="Seconds between two looks at the lexicon files; changed ones are loaded. 0: never look.",
    )
    canary_every_s: float = Field(
        60.0,
        ge=0,
        description="Seconds between two canary posts of `duwang api`, whose planted errors must be found. 0: none.",
    )
    canary_patience_s: float = Field(
        60.0, gt=0, description="Seconds within which the report on a canary post must be in the store."
    )
    policy_block: Severity = Field(Severity.SERIOUS, description="The lightest severity that blocks a post.")
    policy_review: Severity = Field(Severity.WARNING, description="The lightest severity that sends it to review.")

    @property
    def policy(self) -> Policy:
        return Policy(block=self.policy_block, review=self.policy_review)
