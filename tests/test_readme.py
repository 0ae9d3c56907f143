"""The front door opens: what README.md says is there, and each command is proven.

A new command in a block of README.md needs a line in PROVEN: which test (or CI) runs
it.
"""

import re
import unittest
from importlib.metadata import files

from dev import demo, places
from dev.cli import COMMANDS

README = (places.ROOT / "README.md").read_text(encoding="utf-8")
PROVEN = {
    "make demo": "tests/test_demo.py",
    "make test": ".ci/run",
    "make wheel": "tests/test_wheel.py",
    "pip install dist/odoo_addon_support_sla-*.whl": "tests/test_wheel.py",
    "odoo -d mydatabase -i support_sla": "tests/test_wheel.py",
    # the set-up installs the package, and runs Odoo with this folder on its path
    'pip install "odoo-addon-helpdesk-mgmt==19.0.*"': "requirements.lock",
    "odoo --addons-path=/path/to/odoo/addons,/path/to/this/project"
    " -d mydatabase -i support_sla": "dev/templates.py",
    # the folder for the image: TestReadme.test_the_package_is_where_... below
    "mkdir -p build/addons": "tests/test_readme.py",
    "pip install --no-deps --target build/packages"
    ' "odoo-addon-helpdesk-mgmt==19.0.*"': "tests/test_readme.py",
    "cp -r build/packages/odoo/addons/helpdesk_mgmt support_sla build/addons/": (
        "tests/test_readme.py"
    ),
    # the image is the reader's own; its one promise is the folder that is mounted
    'docker run -v "$PWD/build/addons:/mnt/extra-addons" odoo:19 odoo'
    " -d mydatabase -i support_sla": "tests/test_readme.py",
}
LIMIT = 200 * 1024


class TestReadme(unittest.TestCase):
    def test_every_command_is_proven(self):
        blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
        commands = [line for block in blocks for line in block.splitlines()]
        self.assertEqual(set(commands), set(PROVEN))
        for command, proof in PROVEN.items():
            with self.subTest(command=command):
                self.assertTrue((places.ROOT / proof).is_file(), proof)

    def test_every_make_target_is_there(self):
        makefile = (places.ROOT / "Makefile").read_text()
        targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
        named = set(re.findall(r"make ([a-z]+)", README))
        self.assertLessEqual(named, targets)
        self.assertLessEqual(named - {"help", "reset"}, set(COMMANDS))

    def test_every_link_leads_somewhere(self):
        for target in re.findall(r"\]\(([^)]+)\)", README):
            with self.subTest(target=target):
                self.assertTrue((places.ROOT / target).is_file())

    def test_the_log_ins_are_those_of_the_demo_data(self):
        named = set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE))
        self.assertEqual(named, {login for login, _, _ in demo.logins()})
        for login, password, _ in demo.logins():
            self.assertEqual(password, login, "the table has one column for both")

    def test_the_package_is_where_the_docker_lines_look_for_it(self):
        packed = {str(path) for path in files("odoo-addon-helpdesk-mgmt")}
        self.assertIn("odoo/addons/helpdesk_mgmt/__manifest__.py", packed)
        self.assertTrue((places.ROOT / "support_sla" / "__manifest__.py").is_file())

    def test_the_picture_is_real_and_small(self):
        (name,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
        picture = (places.ROOT / name).read_bytes()
        self.assertTrue(picture.startswith(b"\x89PNG"))
        self.assertLessEqual(len(picture), LIMIT)

    def test_no_address_of_ours_or_of_a_registry(self):
        hosts = re.findall(r"https?://([^/\s>)]+)", README)
        self.assertLessEqual(set(hosts), {"127.0.0.1:8069"})
        self.assertIsNone(re.search(r"/(root|home|tmp|work)/", README))
