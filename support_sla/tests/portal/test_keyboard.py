# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The customer's pages without a mouse: real keys, as a keyboard sends them."""

from odoo.tests import tagged

from ..browser import BrowserCase
from ..page_common import PageCase
from ..pages import MESSAGES, Page

FURTHEST = 90  # so many times Tab leads nowhere
CODES = {"Tab": 9, "Enter": 13, "Space": 32, "ArrowDown": 40}
SAID = {"Enter": "\r", "Space": " "}
FOCUSED = "document.activeElement.matches({!r})"
TEXT = "document.querySelector('#wrapwrap').innerText"


@tagged("post_install", "-at_install")
class TestByKeyboard(PageCase, BrowserCase):
    """Whoever has only keys gets everywhere: Tab finds it, Enter or Space does it."""

    def _press(self, key):
        said = SAID.get(key, "")
        words = {"key": said.strip() or key, "code": key}
        words["windowsVirtualKeyCode"] = CODES[key]
        if key == "Space":
            words["key"] = said
        self.chrome.call(
            "Input.dispatchKeyEvent",
            type="keyDown" if said else "rawKeyDown",
            **words | ({"text": said} if said else {}),
        )
        self.chrome.call("Input.dispatchKeyEvent", type="keyUp", **words)

    def _reach(self, selector):
        """Press Tab until the focus is there."""
        for _tab in range(FURTHEST):
            if self.chrome.evaluate(FOCUSED.format(selector)):
                return
            self._press("Tab")
        self.fail(f"Tab does not lead to {selector}")

    def _do(self, selector, key="Enter"):
        self._reach(selector)
        self._press(key)
        self.chrome.settle()

    def _write(self, selector, text):
        self._reach(selector)
        self.chrome.call("Input.insertText", text=text)

    def _assert_says(self, *texts):
        page = self.chrome.evaluate(TEXT)
        for text in texts:
            self.assertIn(text, page)

    def _assert_quiet(self):
        self.assertEqual(self.chrome.take_lines(), [])

    def test_who_has_no_contract_finds_it_said_and_asks_all_the_same(self):
        page = Page("home", "/my")
        with self.visiting(page, self.places, "uncovered", frontend_lang="en_US"):
            self._do("#portal_service_category a[href='/my/support']")
            self._assert_says("You have no contract at the moment.")

            self._do("a[href='/new/ticket']")
            self._assert_says("If you send it now", "cannot promise a time")
            self._reach("input[name=category]")
            self._press("Space")
            self._write("[name=subject]", "The scale shows nothing")
            self._write("[name=description]", "Since this morning.")
            self._do("form.o_support_request [type=submit]")

            self._assert_says("We have it: HT", "The scale shows nothing")
            self._assert_quiet()

    def test_no_with_what_is_missing(self):
        page = Page("asked", "/my/ticket/{asked}", ready=MESSAGES)
        login = self.logins["customer"]
        with self.visiting(page, self.places, login, frontend_lang="en_US"):
            self._do("details summary.btn-secondary")
            self._write("details[open] textarea", "The left one jams still.")
            self._do("button[value=no]")
            self._assert_says("We will go on", "Your answer is with the team.")

            self._do("main a[href^='/my/ticket/']")
            self._assert_says("What happens next")
            self._assert_quiet()

    def test_yes(self):
        page = Page("asked", "/my/ticket/{asked}", ready=MESSAGES)
        login = self.logins["customer"]
        with self.visiting(page, self.places, login, frontend_lang="en_US"):
            self._do("button[value=yes]")
            self._assert_says("Thank you")
