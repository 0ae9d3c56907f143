# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One real browser for many pages: opened, measured, photographed, listened to.

Odoo's `browser_js` starts a browser for each page and ends at the first error; what
looks at many pages in many sizes starts one for the class and keeps what is said.
"""

import base64
import time
from contextlib import contextmanager
from unittest import SkipTest

from odoo.tests.common import (
    HOST,
    ChromeBrowser,
    ChromeBrowserException,
    HttpCase,
)

WIDTHS = (1400, 390)
HEIGHTS = {1400: 900, 390: 844}
BLANK = "about:blank"
PATIENCE, QUIET = 60, 0.4  # seconds
# resolve when the page has nothing to do; when it has drawn itself anew
IDLE = "new Promise(done => requestIdleCallback(() => done(0)))"
DRAWN = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))"
CALM = [{"name": "prefers-reduced-motion", "value": "reduce"}]
# How much higher the window must be to show what scrolls inside it.
HIDDEN = """Math.max(0, ...[...document.querySelectorAll("*")]
    .filter(each => ["auto", "scroll"].includes(getComputedStyle(each).overflowY))
    .map(each => each.scrollHeight - each.clientHeight))"""


class Browser(ChromeBrowser):
    """Odoo's browser, which keeps what the console says until somebody takes it."""

    def __init__(self, case):
        super().__init__(case)
        self.lines = []
        self._asked = {}  # requests on their way: number, address
        self._heard_at = 0
        self._handlers |= {
            "Runtime.consoleAPICalled": self._keep_console,
            "Runtime.exceptionThrown": self._keep_exception,
            "Log.entryAdded": self._keep_entry,
            "Network.requestWillBeSent": self._keep_request,
            "Network.loadingFinished": self._forget_request,
            "Network.loadingFailed": self._forget_request,
        }
        self.call("Log.enable")
        self.call("Network.enable")
        self.call("Emulation.setEmulatedMedia", features=CALM)
        self.call("Emulation.setScrollbarsHidden", hidden=True)

    def call(self, method, **params):
        """One word of the browser's protocol."""
        return self._websocket_request(method, params=params, timeout=PATIENCE)

    def evaluate(self, expression):
        """The value of a JavaScript expression, awaited."""
        found = self.call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in found:
            raise ChromeBrowserException(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def open(self, url, width=WIDTHS[0], ready="true"):
        """Open a page so many pixels wide, and wait until it has come to rest.

        :param ready: an expression that is true once the page shows what it is for
        """
        self._asked.clear()
        self.resize(width)
        self.call("Page.navigate", url=url)
        self.settle(ready)

    def show(self, source):
        """A page given as text."""
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.call("Page.setDocumentContent", frameId=frame, html=source)

    def act(self, script):
        """Run a script, and wait until what came of it has come to rest."""
        self.evaluate(script)
        self._heard_at = time.monotonic()
        self.settle()

    def settle(self, ready="true"):
        """Wait until nothing is asked of the server and nothing is left to do."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            time.sleep(0.05)
            if self._asked or time.monotonic() < self._heard_at + QUIET:
                continue
            heard_at = self._heard_at
            self.evaluate(IDLE)
            if heard_at == self._heard_at and self.evaluate(f"Boolean({ready})"):
                return
        raise ChromeBrowserException(
            f"no rest after {PATIENCE} seconds: {ready}; still asked for"
            f" {[*self._asked.values()]}; said {self.lines}"
        )

    def resize(self, width, height=0):
        """Make the window so many pixels wide, and let the page follow."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height or HEIGHTS[width],
            deviceScaleFactor=1,
            mobile=False,
        )
        self.evaluate(DRAWN)

    def unfold(self, width):
        """Make the window high enough for what scrolls inside the page."""
        hidden = self.evaluate(HIDDEN)
        if hidden:
            self.resize(width, HEIGHTS[width] + hidden)

    def picture(self):
        """The whole page, as PNG.

        What is longer than the window makes the browser lay the page out anew for the
        picture, and a calendar is not drawn then: only where there is need.
        """
        metrics = self.call("Page.getLayoutMetrics")
        size, window = metrics["cssContentSize"], metrics["cssLayoutViewport"]
        clip = {name: size[name] for name in ("x", "y", "width", "height")}
        beyond = size["height"] > window["clientHeight"]
        words = {"captureBeyondViewport": beyond, "clip": clip | {"scale": 1}}
        return base64.b64decode(self.call("Page.captureScreenshot", **words)["data"])

    def take_lines(self):
        taken, self.lines = self.lines, []
        return taken

    def _keep_request(self, requestId, loaderId, request, **_rest):
        if loaderId:  # not one of a worker's, which are never reported as finished
            self._asked[requestId] = request["url"]
            self._heard_at = time.monotonic()

    def _forget_request(self, requestId, **_rest):
        self._asked.pop(requestId, None)
        self._heard_at = time.monotonic()

    def _keep_console(self, type, args=(), **_rest):  # pylint: disable=W0622
        words = " ".join(str(self._from_remoteobject(arg)) for arg in args)
        self.lines.append(f"{type}: {words}")

    def _keep_exception(self, exceptionDetails, **_rest):
        words = exceptionDetails["text"]
        if "exception" in exceptionDetails:
            words += f" {self._from_remoteobject(exceptionDetails['exception'])}"
        self.lines.append(f"exception: {words}")

    def _keep_entry(self, entry):
        self.lines.append(f"{entry['level']}: {entry['text']} {entry.get('url', '')}")


class BrowserCase(HttpCase):
    """Skipped, and said so, where there is no Chromium."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        try:
            cls.chrome = Browser(cls)
        except SkipTest:
            # Odoo waits ten seconds for it; on a busy machine it may need more
            cls.chrome = Browser(cls)
        cls.addClassCleanup(cls.chrome.stop)

    def setUp(self):
        super().setUp()
        self.chrome.test_case = self

    @contextmanager
    def visiting(self, page, places, login=None, width=WIDTHS[0], **cookies):
        """A row of our list in the browser; what it does to the database is undone.

        :param places: what its path names
        """
        self.env.flush_all()
        savepoint = self.cr.savepoint()
        try:
            # while nobody else is let in: what the page before asks for late would be
            # answered by this very cursor, between a query of ours and its rows
            self.authenticate(login, login, browser=self.chrome)
            self.cr.flush()
            self.cr.clear()
            with self.allow_requests(browser=self.chrome):
                for name, value in cookies.items():
                    self.chrome.set_cookie(name, value, "/", HOST)
                self.chrome.take_lines()
                path = page.path.format(**places)
                self.chrome.open(f"{self.base_url()}{path}", width, page.ready)
                if page.act:
                    self.chrome.act(page.act)
                yield self.chrome
                self.chrome.call("Page.navigate", url=BLANK)
                self._wait_remaining_requests()
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
