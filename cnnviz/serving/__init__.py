"""What stands around the app when it serves a class: limits, names, headers, a bounded room.

Each is an ASGI middleware of its own; ``serve.py`` puts them around ``app.py``. None of them knows
a lesson.
"""
