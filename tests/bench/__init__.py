"""Benchmarks: `python -m tests.bench --help`. Speed and memory are measured here and never asserted in tests.

Each measurement runs in a fresh process (`*_process.py`); the module of the same name without `_process` asks for it,
and makes tables and bars of the figures.
"""
