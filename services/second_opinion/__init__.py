"""The second opinion of the slow lane: pycorrector in a process of its own, with a deadline and a circuit breaker."""
