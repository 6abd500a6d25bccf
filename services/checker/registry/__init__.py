"""Official documents by their numbers, and national laws with their articles: what a citation is compared with."""

from services.checker.registry.registry import Document, Law, Registry
from services.checker.registry.source import parse_registry

__all__ = ["Document", "Law", "Registry", "parse_registry"]
