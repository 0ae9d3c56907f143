# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One real browser for many pages: opened, measured, photographed, listened to.

Odoo's `browser_js` starts a browser for each page and ends at the first error; what
looks at many pages in many sizes starts one for the class and keeps what is said.
"""

import base64
import threading
from contextlib import contextmanager

from odoo.tests.common import (
    HOST,
    ChromeBrowser,
    ChromeBrowserException,
    HttpCase,
)

WIDTHS = (1400, 390)
HEIGHTS = {1400: 900, 390: 844}
PATIENCE = 30
AT_REST = "networkIdle"
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))"
CALM = [{"name": "prefers-reduced-motion", "value": "reduce"}]


class Browser(ChromeBrowser):
    """Odoo's browser, which keeps what the console says until somebody takes it."""

    def __init__(self, case):
        super().__init__(case)
        self.lines = []
        self._reached = set()
        self._news = threading.Condition()
        self._handlers |= {
            "Runtime.consoleAPICalled": self._keep_console,
            "Runtime.exceptionThrown": self._keep_exception,
            "Log.entryAdded": self._keep_entry,
            "Page.lifecycleEvent": self._keep_stage,
        }
        self.call("Log.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)
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

    def open(self, url, width=WIDTHS[0], until=AT_REST):
        """Open a page so many pixels wide; wait until it asks for nothing more."""
        self.resize(width)
        loader = self.call("Page.navigate", url=url).get("loaderId")
        self._wait_for(url, loader, until)

    def resize(self, width):
        """Make the window so many pixels wide, and let the page follow."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=HEIGHTS[width],
            deviceScaleFactor=1,
            mobile=False,
        )
        self.evaluate(TWO_FRAMES)

    def act(self, script):
        """Run a script that leads to another page, and wait for that."""
        with self._news:
            self._reached.clear()
        self.evaluate(f"{script};0")
        self._wait_for(script)

    def show(self, source):
        """A page given as text."""
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.call("Page.setDocumentContent", frameId=frame, html=source)

    def picture(self):
        """The whole page, as PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "scale": 1}
        clip |= {name: size[name] for name in ("width", "height")}
        shot = self.call(
            "Page.captureScreenshot", captureBeyondViewport=True, clip=clip
        )
        return base64.b64decode(shot["data"])

    def take_lines(self):
        taken, self.lines = self.lines, []
        return taken

    def _wait_for(self, what, loader=None, stage=AT_REST):
        """Wait for a stage of a page's life; of the next page where none is named."""

        def reached():
            return any(
                name == stage and loader in (None, seen) for seen, name in self._reached
            )

        with self._news:
            if not self._news.wait_for(reached, PATIENCE):
                raise ChromeBrowserException(f"{what} did not come to rest")

    def _keep_stage(self, loaderId, name, **_rest):
        with self._news:
            self._reached.add((loaderId, name))
            self._news.notify_all()

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
        cls.chrome = Browser(cls)
        cls.addClassCleanup(cls.chrome.stop)

    def setUp(self):
        super().setUp()
        self.chrome.test_case = self

    @contextmanager
    def visiting(self, path, login=None, width=WIDTHS[0], act="", **cookies):
        """A page in the browser; what it does to the database is taken back."""
        self.env.flush_all()
        savepoint = self.cr.savepoint()
        try:
            with self.allow_requests(browser=self.chrome):
                self.authenticate(login, login, browser=self.chrome)
                self.cr.flush()
                self.cr.clear()
                for name, value in cookies.items():
                    self.chrome.set_cookie(name, value, "/", HOST)
                self.chrome.take_lines()
                self.chrome.open(f"{self.base_url()}{path}", width)
                if act:
                    self.chrome.act(act)
                yield self.chrome
                self.chrome.open("about:blank", width, until="load")
                self._wait_remaining_requests()
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
