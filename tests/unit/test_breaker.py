from services.second_opinion.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_after_failures_in_a_row_and_tries_again_after_the_pause() -> None:
    clock = Clock()
    breaker = Breaker(failures=2, pause_s=60, clock=clock)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert not breaker.is_open()
    breaker.failed()
    assert breaker.is_open()
    clock.now = 60
    assert not breaker.is_open()  # half open: one question is asked
    breaker.failed()
    assert breaker.is_open()
    clock.now = 120
    breaker.succeeded()
    breaker.failed()
    assert not breaker.is_open()
