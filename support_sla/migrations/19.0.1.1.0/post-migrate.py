# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """What was to be planned again stood in a table of its own; now each deadline says
    what it was planned by, and the job finds by itself what it has to do."""
    cr.execute("DROP TABLE IF EXISTS support_recompute")
