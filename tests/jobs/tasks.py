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


def steps(start):
    while True:
        threading.Event().wait(0.001)  # as long as a step takes
        yield start, os.getpid()
        start += 1


def cleared():
    try:
        yield from steps(0)
    finally:
        CLEARED.append(True)


def counted_cleared():
    yield len(CLEARED)


def stuck(fifo):
    x = np.ones(1_000_000)
    yield os.getpid()
    open(fifo, "w").close()
    yield np.convolve(x, x)  # minutes


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


SEEN, CLEARED = [], []


def seen(array):
    SEEN.append(weakref.ref(array))
    yield array.size
