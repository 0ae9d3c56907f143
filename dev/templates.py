"""Prepared databases that tests are cloned from, each named by what went into it.

`base` holds what we depend on, `addon` our addon on it; `peersbase` and `peers` the
same beside helpdesk_mgmt's other extensions. The name ends in a hash: of Odoo, the lock
file and the modules for a base; of our files too for the others. So an unchanged
tree finds its database at once, and a changed one never an old one.
"""

from dataclasses import dataclass

from dev import environment, logs, odoo_process, places
from dev.problems import say

PEERS = (
    "helpdesk_mgmt_rating",
    "helpdesk_mgmt_sla",
    "helpdesk_ticket_close_inactive",
)
# these change no database
IGNORED_FOLDERS = ("tests", "static", "readme", "__pycache__")
IGNORED_SUFFIXES = (".pyc", ".md", ".rst")
# The scripts and styles of all pages, and those that a page asks for later: else each
# test that opens a browser compiles them for itself.
BUNDLES = """
qweb = env["ir.qweb"]
qweb._pregenerate_assets_bundles()
for name in (
    "bus.websocket_worker_assets",
    "portal.assets_chatter",
    "portal.assets_chatter_style",
    "web.assets_emoji",
):
    bundle = qweb._get_asset_bundle(name)
    bundle.js(), bundle.css()
env.cr.commit()
"""


@dataclass(frozen=True)
class Template:
    """A prepared database: modules installed on top of another one."""

    label: str
    modules: tuple
    below: "Template | None" = None
    with_addon: bool = False
    with_bundles: bool = False

    def database(self):
        """The label of its database."""
        source = environment.current()
        parts = [source.version, source.key, places.LOCK_FILE.read_text()]
        parts += [*self.modules, self.below.database() if self.below else ""]
        parts += [BUNDLES] if self.with_bundles else []
        key = places.digest(*parts, addon_hash() if self.with_addon else "")
        return f"{self.label}_{key}"


BASE = Template("base", ("digest", "helpdesk_mgmt", "resource"))
ADDON = Template("addon", ("support_sla",), BASE, True, with_bundles=True)
PEERS_BASE = Template("peersbase", PEERS, BASE)
PEERS_ADDON = Template("peers", ("support_sla",), PEERS_BASE, with_addon=True)


def addon_hash():
    """A hash of all that an installed support_sla consists of."""
    parts = []
    for path in sorted(places.ADDON.rglob("*")):
        inside = path.relative_to(places.ADDON)
        ignored = path.suffix in IGNORED_SUFFIXES or inside.parts[0] in IGNORED_FOLDERS
        if path.is_file() and not ignored and path.parent.name != "__pycache__":
            parts += [inside, path.read_bytes().hex()]
    return places.digest(*parts)


def ready(databases, conf, template):
    """The label of the finished database for `template`, and its install's warnings."""
    label = template.database()
    with places.locked(places.STATE / "templates.lock", "the test databases"):
        if not databases.exists(label):
            make(databases, conf, template, label)
    # the log of the install outlives the run that made the template
    path = odoo_process.LOGS / f"{label}.log"
    return label, logs.loud(path.read_text() if path.exists() else "")


def make(databases, conf, template, label):
    """Install in a database of another name; the right name says that it is whole."""
    part = f"part_{template.label}"
    if template.below:
        below = template.below.database()
        if not databases.exists(below):
            make(databases, conf, template.below, below)
        databases.clone(below, part)
    else:
        databases.drop(part)
    say(f"preparing a database with {', '.join(template.modules)} …")
    words = ("-i", ",".join(template.modules), "--stop-after-init", "--no-http")
    odoo_process.run(conf, label, "-d", databases.name(part), *words)
    if template.with_bundles:
        odoo_process.tell(conf, databases.name(part), BUNDLES)
    for old in databases.labels(f"{template.label}_"):
        databases.drop(old)
        (odoo_process.LOGS / f"{old}.log").unlink(missing_ok=True)
    databases.rename(part, label)
