"""The reference methods, as plain functions for the servers in this folder.

Each server adds `fail` in the way of its library: the error -32001 "boom" with data.
"""

import builtins
import itertools
import threading
import time

_calls = itertools.count(1)
_counting = threading.Lock()


def subtract(minuend, subtrahend):
    return minuend - subtrahend


def sum(*numbers):
    return builtins.sum(numbers)


def update(*values, **named):
    return None


def notify_hello(*values, **named):
    return None


def notify_sum(*values, **named):
    return None


def foobar():
    return None


def get_data():
    return ["hello", 5]


def echo(value):
    return value


def fail_plain():
    raise RuntimeError("the secret-detail of this failure")


def panic():
    raise AssertionError("the method panic was called")


def sleep(ms):
    time.sleep(ms / 1000)


def count():
    with _counting:
        return next(_calls)


ALL = [
    subtract, sum, update, notify_hello, notify_sum, foobar, get_data, echo,
    fail_plain, panic, sleep, count,
]


def announce(url):
    """Tell the harness where the server is."""
    print(f"listening on {url}", flush=True)
