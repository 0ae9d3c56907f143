# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import re

from markupsafe import Markup

from odoo import api, models
from odoo.tools import html_escape

from ...tools.mail.colour import button_colours
from ..conversation.gateway import ASKING
from ..job import BUSY

_logger = logging.getLogger(__name__)

LAYOUT = "support_sla.mail_layout"
HERE = Markup("<!-- text -->")
INDENT = re.compile(r">\s*\n\s*<")
LINK = Markup('<p><a href="%s">%s</a></p>')


class SupportNotice(models.AbstractModel):
    _inherit = "support.notice"

    @api.model
    def _speak_for(self, records, company):
        """Return records in the language of a company, for whoever has none."""
        lang = company.sudo().partner_id.lang or self.env.lang
        return records.with_context(lang=lang)

    @api.model
    def _frame_bodies(self, records, bodies, langs, frames):
        """Return ``{id: HTML}``: each text in the one layout of our mails to customers.

        A layout that an admin broke is left out, and a manager hears of it.

        :param bodies: ``{id: safe HTML}``
        :param langs: ``{id: language}``
        :param frames: ``frames(records)`` returns ``{id: Frame}`` in the language of
            their context
        """
        framed = {}
        for lang, some in records.grouped(lambda record: langs[record.id]).items():
            spoken = some.with_context(lang=lang)
            known = frames(spoken)
            notice = self.with_context(lang=lang)
            framed |= notice._frame_all(spoken, bodies, known) or {
                record.id: notice._frame_or_plain(
                    record, bodies[record.id], known[record.id]
                )
                for record in spoken
            }
        return framed

    @api.model
    def _frame_values(self, records, values, frames):
        """Lay out mails that are about to be made, each in its ``lang``."""
        langs = {each["res_id"]: each.pop("lang") for each in values}
        bodies = {each["res_id"]: each["body_html"] for each in values}
        framed = self._frame_bodies(records, bodies, langs, frames)
        for each in values:
            each["body_html"] = framed[each["res_id"]]

    @api.model
    def _frame_mails(self, template, records, mails, frames):
        """The same of mails that are queued already, with the files of a template."""
        langs = {
            res_id: spoken.env.lang
            for company, some in records.grouped("company_id").items()
            for spoken, res_ids in self._speak_for(template, company)
            ._classify_per_lang(some.ids)
            .values()
            for res_id in res_ids
        }
        bodies = {mail.res_id: mail.body_html for mail in mails}
        framed = self._frame_bodies(records, bodies, langs, frames)
        for mail in mails:
            mail.body_html = framed[mail.res_id]

    @api.model
    def _frame_all(self, records, bodies, frames):
        """Return them all, or nothing where one fails."""
        try:
            with self.env.cr.savepoint():
                return {
                    record.id: self._frame_body(
                        record, bodies[record.id], frames[record.id]
                    )
                    for record in records
                }
        except BUSY:
            raise
        except Exception:
            _logger.warning("A mail cannot be laid out", exc_info=True)
        return None

    @api.model
    def _frame_or_plain(self, record, body, frame):
        """Return the text in the layout; where that fails, with its links below."""
        try:
            with self.env.cr.savepoint():
                return self._frame_body(record, body, frame)
        except BUSY:
            raise
        except Exception as error:
            layout = self.env.ref(LAYOUT, raise_if_not_found=False)
            if layout:
                self.env["support.broken.template"]._tell(layout.sudo(), error)
            links = (LINK % (b.url, b.label) for b in (*frame.buttons, frame.link))
            return Markup(body or "") + Markup("").join(links)

    @api.model
    def _frame_body(self, record, body, frame):
        # what an admin's own text says already is not said twice
        said = str(body or "")
        buttons = (b for b in frame.buttons if str(html_escape(b.url)) not in said)
        zone = "" if frame.zone and html_escape(frame.zone) in said else frame.zone
        frame = frame._replace(buttons=tuple(buttons), zone=zone)
        company = (record.company_id or self.env.company).sudo()
        prepared = {
            "prepared": self._layout_values(company, frame),
            "body": HERE,
            "company": company,
        }
        page = self._render_letter(LAYOUT, prepared, self.env.lang)
        # empty lines of the layout would be some of the plain text, too
        return Markup(INDENT.sub("><", page).replace(HERE, said, 1))

    @api.model
    def _frame_message(self, ticket, company, message=None, readers=()):
        """Return what the layout prints around a message that somebody posts.

        What can be answered stands in the customer's own copy alone: its links say who
        answers.

        :param readers: who gets this copy, as Odoo tells a message's recipients
        """
        spoken, parts = ticket.with_env(self.env), {}
        asks = message and message.support_mail_kind == ASKING
        if asks and all(spoken._support_is_reached_by(each) for each in readers):
            parts["buttons"] = lambda ticket: ticket._support_solved_buttons()
        return self._layout_values(company, spoken._support_frames(**parts)[ticket.id])

    @api.model
    def _layout_values(self, company, frame):
        """Return what the layout prints besides the text."""
        background, text = button_colours(
            company.email_secondary_color, company.email_primary_color
        )
        logo = f"{company.get_base_url()}/logo.png?company={company.id}"
        lang = (self.env.lang or "en_US").partition("@")[0].replace("_", "-")
        return {
            "frame": frame,
            "logo": "" if company.uses_default_logo else logo,
            "button_style": f"background-color: {background}; color: {text};",
            "accent": background,
            "spoken": lang,
        }
