"""A logged-in session with an Odoo server, by the requests a browser makes."""

import requests
from lxml import html

PATIENCE = 120


class Refused(Exception):
    """The server's own error: its text, and the exception's name in `name`."""

    def __init__(self, error):
        data = error.get("data", {})
        super().__init__(data.get("message") or error.get("message"))
        self.name = data.get("name", "")


class Session(requests.Session):
    """Log in at `url`; then call methods, read pages and send forms as that user."""

    def __init__(self, url, database, login, password):
        super().__init__()
        self.trust_env = False  # no proxy stands before this machine
        self.url = url
        key = {"db": database, "login": login, "password": password}
        self.uid = self.rpc("/web/session/authenticate", key)["uid"]

    def request(self, method, path, **options):
        """A request of a path; an error of the server is raised."""
        options |= {"timeout": PATIENCE}
        answer = super().request(method, self.url + path, **options)
        answer.raise_for_status()
        return answer

    def rpc(self, path, params):
        """One JSON-RPC request; return its result or raise Refused."""
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        told = self.post(path, json=body).json()
        if "error" in told:
            raise Refused(told["error"])
        return told.get("result")

    def call(self, model, method, *args, **kwargs):
        """A public method of a model: `call("res.partner", "read", [1], ["name"])`."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.rpc(f"/web/dataset/call_kw/{model}/{method}", params)

    def page(self, path):
        """The text of a page."""
        return self.get(path).text

    def hidden(self, path):
        """Names and values of the hidden inputs of a page: its form as it was shown."""
        found = html.fromstring(self.page(path)).xpath("//input[@type='hidden']")
        return {each.name: each.get("value", "") for each in found if each.name}

    def submit(self, path, **fields):
        """Send a form; return the address of the page that comes after."""
        return self.post(path, data=fields).url
