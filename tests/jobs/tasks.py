"""What the tests let the processes do."""

import os
import threading
import time
import weakref

import numpy as np

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


def large(most):
    yield "begun"
    yield np.ones(most, np.uint8).sum()


def busy():
    yield "begun"
    while True:
        pass


def spends(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    yield "done"


def zeros(count):
    yield np.zeros(count, np.uint8)


def modest():
    yield os.getpid(), os.getpriority(os.PRIO_PROCESS, 0)


SEEN = []


def seen(array):
    SEEN.append(weakref.ref(array))
    yield array.size
