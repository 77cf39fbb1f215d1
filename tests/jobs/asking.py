"""How the tests ask a pool for work, and a process of it."""

import io

from cnnviz.jobs import frames, limits, process


def task(name):
    return f"tests.jobs.tasks:{name}"


def ask(pool, name, *arguments, key=None):
    return pool.ask(key or (name, arguments), task(name), lambda: arguments)


def finished(job):
    assert job.wait()
    return job.latest, job.problem


def served(monkeypatch, stream, *sent):
    """What is answered to these."""
    monkeypatch.setattr(limits, "processor", lambda seconds: None)
    monkeypatch.setattr(process, "_is_to_leave", lambda tasks: False)
    for one in sent:
        frames.send(stream, one)
    stream.seek(0)
    answers = io.BytesIO()
    process.serve(stream, answers)
    end = answers.tell()
    answers.seek(0)
    found = []
    while answers.tell() < end:
        found.append(frames.receive(answers))
    return found
