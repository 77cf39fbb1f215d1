"""What the tests let the processes do."""

import os
import threading

from cnnviz import threads


def counted(most):
    yield from range(most)


def process():
    yield os.getpid(), threads.count()


def refused():
    yield 1
    raise ValueError("This does not fit; a smaller one would.")


def broken():
    yield 1
    raise ZeroDivisionError("not for people")


def ended():
    yield 1
    os._exit(3)


def endless():
    yield "begun"
    threading.Event().wait()


def waits():
    yield os.getpid()
    threading.Event().wait()


def noisy():
    print("no answer")
    yield "answer"
