# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import TransactionCase, tagged

#: What people set up: each field that they fill in says what it is for,
CONFIGURED = (
    "support.alert.step",
    "support.level",
    "support.level.coverage",
    "support.level.target",
    "support.service",
)
#: but for those whose name says it.
PLAIN = {"active", "color", "company_id", "level_id", "name", "sequence", "service_id"}
OURS = [("module", "=", "support_sla"), ("model", "=", "ir.actions.act_window")]


@tagged("post_install", "-at_install")
class TestHelp(TransactionCase):
    """Nobody stands before an empty list, or a field, without a word."""

    def test_each_list_of_ours_says_what_belongs_there(self):
        ids = self.env["ir.model.data"].search(OURS).mapped("res_id")
        actions = self.env["ir.actions.act_window"].browse(ids)
        lists = actions.filtered(
            lambda a: not a.view_mode.startswith("form") and a.target != "new"
        )
        self.assertGreater(len(lists), 20)

        bare = lists.filtered(lambda a: "o_view_nocontent" not in (a.help or ""))

        self.assertFalse(bare.mapped("xml_id"))

    def test_each_field_of_the_configuration_says_what_it_is_for(self):
        bare = {
            f"{model}.{name}"
            for model in CONFIGURED
            for name, field in self.env[model]._fields.items()
            if not (field.readonly or field.related or field.help)
            and name not in PLAIN
            and name not in self.env["mail.thread"]._fields
        }

        self.assertFalse(bare)
