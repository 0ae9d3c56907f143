"""A logged-in session with an Odoo server, by the requests a browser makes."""

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request


class Refused(Exception):
    """The server's own error: its text, and the exception's name in `name`."""

    def __init__(self, error):
        data = error.get("data", {})
        super().__init__(data.get("message") or error.get("message"))
        self.name = data.get("name", "")


class Session:
    """Log in at `url`; then `call(model, method, …)` as that user."""

    def __init__(self, url, database, login, password):
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        key = {"db": database, "login": login, "password": password}
        self.uid = self.post("/web/session/authenticate", key)["uid"]

    def post(self, path, params, patience=120):
        """One JSON-RPC request; return its result or raise Refused."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        request = urllib.request.Request(
            f"{self.url}{path}", body.encode(), {"Content-Type": "application/json"}
        )
        with self.opener.open(request, timeout=patience) as answer:
            told = json.load(answer)
        if "error" in told:
            raise Refused(told["error"])
        return told.get("result")

    def call(self, model, method, *args, **kwargs):
        """A public method of a model: `call("res.partner", "read", [1], ["name"])`."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)


class Browser(Session):
    """A customer who reads pages, and sends a form as it was shown to him."""

    def page(self, path):
        """The text of a page; an error of the server is raised."""
        with self.opener.open(self.url + path) as answer:
            return answer.read().decode()

    def hidden(self, path):
        """Names and values of the hidden inputs of a page."""
        page = self.page(path)
        pairs = {}
        for text in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
            name = re.search(r"name=\"([^\"]+)\"", text)
            value = re.search(r"value=\"([^\"]*)\"", text)
            if name:
                pairs[name[1]] = value[1] if value else ""
        return pairs

    def submit(self, path, **fields):
        """Send a form; return the address of the page that comes after."""
        data = urllib.parse.urlencode(fields).encode()
        with self.opener.open(self.url + path, data) as answer:
            return answer.geturl()
