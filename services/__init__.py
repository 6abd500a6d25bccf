"""读网 Duwang: one pure checker, three thin services around it."""

import os

__version__ = "0.1.0"

# Before NumPy is imported. What a check multiplies is small: a second thread of the BLAS spins while it waits for a
# core, and made a check that takes 10 ms take 200 on a busy machine. Whoever trains a model may ask for more.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
