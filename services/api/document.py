"""The OpenAPI document: complete enough to generate a client from."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from services import __version__
from services.api.checks.endpoints import CheckIn
from services.api.errors import Problem
from services.api.posts.schemas import PostsIn
from services.wire.post_model import PostIn

_DESCRIPTION = """\
读网检查政府网站与政务新媒体文稿的内容质量：发布前用 `POST /v1/checks` 同步检查，
发布后用 `POST /v1/posts` 提交，再用 `GET /v1/violations` 查询与处理发现的问题。

Offsets (`start`, `end`) count Unicode code points of the submitted field and are end-exclusive; `utf16_*` are the same
for browsers. Errors are problem+json (RFC 9457). Webhook signatures follow Standard Webhooks.
"""
_TAGS = {
    "checks": "发布前检查：提交一篇文稿，立即得到报告，不保存。",
    "posts": "提交已发布的稿件，进入检查流水；查询单篇报告。",
    "violations": "查询问题，确认、忽略、改正或重新打开。",
    "rules": "每条规则查什么、为什么、依据何在。",
    "lexicon": "当前词库与重新加载。",
    "stats": "汇总数字。",
    "operation": "健康检查与运行指标，无需密钥。",
}
_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "API key."},
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "basic": {"type": "http", "scheme": "basic", "description": "Any user name; the API key is the password."},
    "webhook": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks, with `webhook-id` and `webhook-timestamp`.",
    },
}
# Bodies that endpoints read themselves, so FastAPI does not see these models.
_MODELS = (CheckIn, PostIn, PostsIn, Problem)


def describe(app: FastAPI) -> dict[str, Any]:
    """Build the document once and keep it with the application."""
    if app.openapi_schema is None:
        app.openapi_schema = _document(app)
    return app.openapi_schema


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title="读网 Duwang",
        version=__version__,
        description=_DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": description} for name, description in _TAGS.items()],
    )
    _, models = models_json_schema([(m, "validation") for m in _MODELS], ref_template="#/components/schemas/{model}")
    components = document.setdefault("components", {})
    components["schemas"] = dict(sorted({**models["$defs"], **components.get("schemas", {})}.items()))
    components["securitySchemes"] = _SECURITY
    document["security"] = [{name: []} for name in _SECURITY]
    for path in ("/healthz", "/readyz", "/metrics"):
        document["paths"][path]["get"]["security"] = []
    return document
