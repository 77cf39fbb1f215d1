"""The connection between a page and its server, which can be cut."""

import re

from playwright.sync_api import Page, WebSocketRoute

# A session that has no connection is forgotten at once.
FORGETFUL = ("--server.disconnectedSessionTTL=0",)


class Line:
    """The connection of all that this page opens from here on."""

    def __init__(self, page: Page) -> None:
        self.cut = False
        self.open: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/_stcore/stream"), self._through)

    def _through(self, socket: WebSocketRoute) -> None:
        if self.cut:
            socket.close()
            return
        self.open.append(socket)
        socket.connect_to_server()

    def end(self) -> None:
        self.cut = True
        for socket in self.open:
            socket.close()
