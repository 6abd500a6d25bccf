"""读网 Duwang: one pure checker, three thin services around it."""

__version__ = "0.1.0"
