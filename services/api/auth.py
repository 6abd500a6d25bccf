"""Who calls, and whose records exist for them.

A caller shows an API key (`Authorization: Bearer`, `X-API-Key`, or HTTP Basic with the key as password) or signs the
body by Standard Webhooks. With nothing configured the service trusts this machine, and settings keep it on loopback.
A browser sends Basic and its nearness to loopback by itself, whoever wrote the page: those two count only for pages
of this service.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from pydantic import SecretStr
from standardwebhooks import Webhook, WebhookVerificationError

from services.api.errors import Unauthenticated
from services.domain.errors import NotAllowed
from services.setting_groups import Access, Sites
from services.settings import is_loopback

SIGNATURE = "webhook-signature"


@dataclass(frozen=True, slots=True)
class Principal:
    """`sites` are those whose records exist for the caller; None is all of them."""

    sites: frozenset[str] | None

    def may_write(self, site: str) -> bool:
        return self.sites is None or site in self.sites

    def require_all_sites(self) -> None:
        """Raise `NotAllowed` unless the caller answers for the whole service."""
        if self.sites is not None:
            raise NotAllowed("此操作需要可访问全部站点的密钥")


class Doorkeeper:
    """Knows the keys and secrets. Comparisons take the same time whichever key is right, or none."""

    def __init__(self, access: Access) -> None:
        self._keys = [(_digest(key.get_secret_value()), _principal(sites)) for key, sites in access.api_keys.items()]
        self._webhooks = [(_webhook(secret), _principal(sites)) for secret, sites in access.webhook_secrets.items()]

    async def admit(self, request: Request) -> Principal:
        """Raise `Unauthenticated` or `NotAllowed`."""
        headers = request.headers
        if SIGNATURE in headers and self._webhooks:
            return self._by_signature(headers, await request.body())
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._by_key(credentials.strip())
        if "x-api-key" in headers:
            return self._by_key(headers["x-api-key"])
        _refuse_other_pages(request)
        if scheme.lower() == "basic":
            return self._by_key(_password(credentials))
        return self._by_nearness(request)

    def _by_key(self, key: str) -> Principal:
        digest = _digest(key)
        matches = [principal for known, principal in self._keys if hmac.compare_digest(known, digest)]
        if not matches:
            raise Unauthenticated("API 密钥无效")
        return matches[0]

    def _by_signature(self, headers: Mapping[str, str], body: bytes) -> Principal:
        for webhook, principal in self._webhooks:
            try:
                webhook.verify(body, dict(headers), json_parse=False)
            except (WebhookVerificationError, ValueError):  # ValueError: a header or a body that is malformed
                continue
            return principal
        raise Unauthenticated("Webhook 签名无效或已过期")

    def _by_nearness(self, request: Request) -> Principal:
        if self._keys or self._webhooks:
            raise Unauthenticated("请用 Authorization: Bearer 或 X-API-Key 提供 API 密钥，或按 Standard Webhooks 签名")
        # A proxy on this machine may pass strangers on, and a name that resolves to 127.0.0.1 may be anybody's.
        client = request.client.host if request.client else ""
        if not (is_loopback(client) and is_loopback(_host_of(f"//{request.headers.get('host', '')}"))):
            raise NotAllowed("未配置 API 密钥时只接受本机访问")
        return Principal(sites=None)


def _refuse_other_pages(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("//")[2] != request.headers.get("host"):
        raise NotAllowed("不接受其他网页发起的请求")


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # brackets that do not close
        return ""


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def _webhook(secret: SecretStr) -> Webhook:
    return Webhook(secret.get_secret_value())


def _password(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _principal(sites: Sites) -> Principal:
    return Principal(None if "*" in sites else frozenset(sites))


async def _admitted(request: Request) -> Principal:
    doorkeeper = request.app.state.doorkeeper
    assert isinstance(doorkeeper, Doorkeeper)
    return await doorkeeper.admit(request)


Caller = Annotated[Principal, Depends(_admitted)]
