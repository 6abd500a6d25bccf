"""The one place that wires: settings → the whole product in one process, or one service of it."""
