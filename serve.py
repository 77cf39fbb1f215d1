"""Start the app for a class: `streamlit run serve.py`. The same app, with limits around it.

docs/deployment.md says what the limits are and how they are set.
"""

import os

from starlette.middleware import Middleware
from streamlit.web.server.starlette import App

from cnnviz.serving.flow import Flow
from cnnviz.serving.limits import from_environment
from cnnviz.serving.room import Room
from cnnviz.serving.shield import Shield, only_known_hosts
from cnnviz.serving.uploads import Uploads

only_known_hosts()
try:
    limits = from_environment(os.environ)
except ValueError as fault:
    raise SystemExit(str(fault)) from None
around = [Middleware(layer, limits=limits) for layer in (Shield, Room, Uploads, Flow)]
app = App("app.py", middleware=around)
