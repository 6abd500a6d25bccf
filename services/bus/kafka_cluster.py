"""How to reach a Kafka cluster, and how its topics are made."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.domain.errors import UnreadableInput

# A JOIN request stays open while the group gathers, so a request may take longer than the session timeout of a member.
_REQUEST_MS = 15_000
# How soon new partitions of a topic are noticed.
_METADATA_MS = 60_000
# Kafka limits whole batches, so what stands around a message needs room too.
_AROUND_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """`brokers` is `host:port,host:port`; `prefix` is put before the names of the topics that are ours.

    `partitions` and `replicas` are those of topics that are made. With a `user` the brokers are logged in to by `sasl`
    (a mechanism). `ca` is a file of certificates that vouch for the brokers, used with `tls`. `max_message_bytes`
    bounds key and value: a dead letter of a post of 6 MiB has 8 MiB.
    """

    brokers: str
    prefix: str = ""
    partitions: int = 12
    replicas: int = 1
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sasl: str = "SCRAM-SHA-512"
    tls: bool = False
    ca: Path | None = None
    max_message_bytes: int = 16 * 1024 * 1024

    def client_options(self, client: str) -> dict[str, Any]:
        """What every client of the cluster is made with; `client` is its name in the logs of the brokers."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.brokers,
            "client_id": client,
            "request_timeout_ms": _REQUEST_MS,
            "metadata_max_age_ms": _METADATA_MS,
            "security_protocol": ("SASL_" if self.user else "") + ("SSL" if self.tls else "PLAINTEXT"),
        }
        if self.tls:
            options["ssl_context"] = self._tls_context()
        if self.user:
            options |= {
                "sasl_mechanism": self.sasl,
                "sasl_plain_username": self.user,
                "sasl_plain_password": self.password or "",
            }
        return options

    @property
    def topic_options(self) -> dict[str, str]:
        """Settings of topics that are made. With three replicas one broker may be away."""
        return {
            "max.message.bytes": str(self.max_request_bytes),
            "min.insync.replicas": str(max(1, self.replicas - 1)),
        }

    @property
    def max_request_bytes(self) -> int:
        return self.max_message_bytes + _AROUND_BYTES

    def _tls_context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca)
        except (OSError, ssl.SSLError) as error:
            raise UnreadableInput(f"Kafka 的证书文件 {self.ca} 读不了：{error}") from None
