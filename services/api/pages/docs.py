"""`/docs`: Swagger UI with its files served from here, because the service must work without a way out."""

import secrets
from importlib.resources import as_file, files
from string import Template

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

# Swagger UI writes style attributes; scripts come from its file and the one below alone.
_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self' 'nonce-{0}'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = Template("""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>读网 · 接口文档</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script nonce="$nonce">
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, tryItOutEnabled: true });
</script>
</body>
</html>
""")


@router.get("/docs")
async def docs_page() -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    headers = {"Content-Security-Policy": _POLICY.format(nonce), "X-Content-Type-Options": "nosniff"}
    return HTMLResponse(_PAGE.substitute(nonce=nonce), headers=headers)


def serve_assets(app: FastAPI) -> None:
    """Mount the files of Swagger UI that `fastapi-offline` ships."""
    with as_file(files("fastapi_offline") / "static") as folder:
        app.mount("/docs/assets", StaticFiles(directory=folder))
