"""Builds the wheel `odoo-addon-support-sla`: the addon's folder as it is.

For an Odoo that has its addons from packages; a folder on the addons path serves as
well. Version and dependencies come from the addon's manifest.
"""

import ast
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).resolve().parent
ADDON = ROOT / "support_sla"
PACKAGE = "odoo.addons.support_sla"
# addons of the manifest that are not Odoo's own, and the packages they are in
OUTSIDE = {"helpdesk_mgmt": "odoo-addon-helpdesk-mgmt==19.0.*"}

manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text())


def is_package(folder):
    """A version's migrations are scripts in a folder that no import can name."""
    return all(part.isidentifier() for part in folder.relative_to(ADDON).parts)


folders = {path.parent for path in ADDON.rglob("*.py") if is_package(path.parent)}
files = [
    str(path.relative_to(ADDON))
    for path in ADDON.rglob("*")
    if path.is_file()
    and path.suffix != ".pyc"
    and (path.suffix != ".py" or path.parent not in folders)
]

setup(
    name="odoo-addon-support-sla",
    version=manifest["version"],
    description=manifest["summary"],
    long_description=(ADDON / "README.rst").read_text(encoding="utf-8"),
    author=manifest["author"],
    license=manifest["license"],
    python_requires=">=3.11",
    install_requires=[OUTSIDE[name] for name in manifest["depends"] if name in OUTSIDE],
    packages=[
        ".".join((PACKAGE, *folder.relative_to(ADDON).parts)) for folder in folders
    ],
    package_dir={PACKAGE: "support_sla"},
    package_data={PACKAGE: files},
    include_package_data=False,
    zip_safe=False,
)
