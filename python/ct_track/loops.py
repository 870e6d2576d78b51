"""Epochs as a loop or as a context."""

from contextlib import contextmanager

from . import marks


def epochs(iterable):
    """Loop over an iterable; each round is an epoch.

    >>> for epoch in epochs(range(2)):
    ...     print(epoch)
    0
    1
    """
    try:
        marks.plan(len(iterable))
    except TypeError:
        pass  # Without a length there is no plan.
    return _rounds(iterable)


def _rounds(iterable):
    for item in iterable:
        number = marks.start()
        try:
            yield item
        finally:
            marks.end(number)


@contextmanager
def epoch():
    """Mark what runs inside as an epoch."""
    number = marks.start()
    try:
        yield
    finally:
        marks.end(number)
