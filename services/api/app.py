"""The web application: one place that puts endpoints, errors and limits together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from types import MethodType

from fastapi import FastAPI

from services import __version__
from services.api.auth import Doorkeeper
from services.api.checks import endpoints as checks
from services.api.document import describe
from services.api.errors import handle_errors, problems
from services.api.health import endpoints as health
from services.api.lexicons import endpoints as lexicons
from services.api.limits import BodyLimit
from services.api.pages import docs, status
from services.api.posts import endpoints as posts
from services.api.rules import endpoints as rules
from services.api.services import Services
from services.api.stats import endpoints as stats
from services.api.violations import endpoints as violations


def create_app(services: Services) -> FastAPI:
    """Build the application; what it works with is given, and it opens and closes nothing of it but `running`."""
    app = FastAPI(title="读网 Duwang", version=__version__, lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.services = services
    app.state.doorkeeper = Doorkeeper(services.settings)
    for nouns in (checks, posts, violations, rules, lexicons, stats):
        app.include_router(nouns.router, responses=problems(HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN))
    for pages in (health, status, docs):
        app.include_router(pages.router)
    docs.serve_assets(app)
    handle_errors(app)
    app.add_middleware(BodyLimit, limit=services.settings.max_body_bytes)
    app.openapi = MethodType(describe, app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    # The first request must not pay for loading the segmenter.
    await asyncio.to_thread(services.checker.current.warm)
    async with services.running():
        yield
