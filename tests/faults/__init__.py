"""The product as processes on real servers, and what happens when one of them fails."""

import pytest

pytest.register_assert_rewrite("tests.faults.account")
