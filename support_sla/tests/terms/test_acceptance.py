# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import datetime

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .acceptance_common import ACCEPT, AcceptanceCase
from .terms_common import ENGLISH, SPANISH


@tagged("post_install", "-at_install")
class TestAcceptance(AcceptanceCase):
    """Accepting: by POST, once, by whoever may, and asked again when it must be."""

    def test_what_is_kept_would_convince_a_judge(self):
        self._login(self.owner)
        form = self._form()
        before = datetime.now()

        response = self._accept(form, **{"User-Agent": "Lynx/2.9"})

        self.assertEqual(response.status_code, 303)
        acceptance = self._found()
        text = self.first._get_text(ENGLISH)
        self.assertRecordValues(
            acceptance,
            [
                {
                    "terms_id": self.first.id,
                    "version": 1,
                    "text_id": text.id,
                    "lang": ENGLISH,
                    "sha256": hashlib.sha256(text.body.encode()).hexdigest(),
                    "partner_id": self.acme.id,
                    "contact_id": self.anna.id,
                    "user_id": self.owner.id,
                    "customer_name": "Acme",
                    "contact_name": "Anna",
                    "login": self.owner.login,
                    "contract_ids": self.contract.ids,
                    "wording": text.wording,
                    "ip_address": "127.0.0.1",
                    "user_agent": "Lynx/2.9",
                    "blanked_at": False,
                    "hash_holds": True,
                }
            ],
        )
        self.assertGreaterEqual(acceptance.accepted_at, before.replace(microsecond=0))
        self.assertIn("version 1", acceptance.wording)

    def test_the_text_shown_is_the_text_hashed(self):
        self._login(self.owner)

        page = self.url_open(self.page).text

        text = self.first._get_text(ENGLISH)
        self.assertIn(str(text.body), page)
        self.assertIn(text.sha256, page)
        self.assertIn(text.wording, page.replace("&#34;", '"'))

    def test_it_is_kept_in_the_language_that_was_shown(self):
        self.anna.lang = SPANISH
        self._login(self.owner)
        form = self._form()

        self._accept(form)

        acceptance = self._found()
        text = self.first._get_text(SPANISH)
        self.assertEqual(acceptance.lang, SPANISH)
        self.assertEqual(acceptance.sha256, text.sha256)
        self.assertIn("He leído", acceptance.wording)

    def test_the_id_alone_is_enough(self):
        self._login(self.owner)

        self._accept({"csrf_token": self._token(), "terms_id": self.first.id})

        self.assertEqual(self._found().terms_id, self.first)

    def test_twice_is_once(self):
        self._login(self.owner)
        form = self._form()

        for _ in range(2):
            response = self._accept(form)
            self.assertEqual(response.status_code, 303)
        self._login(self.colleague)
        self._accept(form | {"csrf_token": self._token()})

        self.assertEqual(len(self._found()), 1)
        self.assertEqual(self._found().contact_id, self.anna)

    def test_looking_accepts_nothing(self):
        self._login(self.owner)
        form = self._form()

        for url in (self.page, f"{self.page}&accepted=1", "/support/terms"):
            for method in ("GET", "HEAD"):
                response = self.opener.request(method, self.base_url() + url)
                self.assertEqual(response.status_code, 200)
        for method in ("GET", "HEAD", "PUT", "DELETE"):
            response = self.opener.request(
                method, self.base_url() + ACCEPT, params=form
            )
            self.assertIn(response.status_code, (404, 405))

        self.assertFalse(self._found())

    @mute_logger("odoo.http")
    def test_without_the_form_nothing_is_accepted(self):
        self._login(self.owner)
        form = self._form()

        for token in ("", "wrong"):
            response = self._accept(form | {"csrf_token": token})
            self.assertEqual(response.status_code, 400)
        del form["csrf_token"]
        self.assertEqual(self._accept(form).status_code, 400)

        self.assertFalse(self._found())

    def test_an_unticked_box_accepts_nothing_and_says_so(self):
        self._login(self.owner)
        form = self._form()

        for terms_id in (None, "", "0", "x", "99999999999", "-1"):
            with self.subTest(terms_id=terms_id):
                given = {k: v for k, v in form.items() if k != "terms_id"}
                given |= {} if terms_id is None else {"terms_id": terms_id}
                response = self._accept(given)
                self.assertEqual(response.status_code, 422)
                self.assertIn("the box was not ticked", response.text)

        self.assertFalse(self._found())

    def test_terms_that_changed_meanwhile_are_shown_again(self):
        self._login(self.owner)
        form = self._form()
        self._make_next(self.first).action_publish()

        response = self._accept(form)

        self.assertEqual(response.status_code, 422)
        self.assertIn("The terms have changed since you opened the page", response.text)
        self.assertIn("version 2", response.text)
        self.assertFalse(self._found())

    def test_a_text_other_than_the_one_shown_is_not_accepted(self):
        self._login(self.owner)
        form = self._form()

        for changed in ({"sha256": "0" * 64}, {"lang": SPANISH}):
            with self.subTest(changed=changed):
                response = self._accept(form | changed)
                self.assertEqual(response.status_code, 422)

        self.assertFalse(self._found())

    def test_a_draft_is_not_accepted(self):
        draft = self._make_next(self.first)
        self._login(self.owner)
        form = self._form()

        response = self._accept(form | {"terms_id": draft.id})

        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._found())

    def test_named_contacts_alone_accept(self):
        self.contract.contact_ids = self.anna
        self._login(self.colleague)
        self.assertIsNone(self._form())
        page = self.url_open(self.page).text
        self.assertIn("accepted by: Anna", " ".join(page.split()))

        response = self._accept(
            {"csrf_token": self._token(), "terms_id": self.first.id}
        )

        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._found())
        self._login(self.owner)
        self._accept(self._form())
        self.assertEqual(self._found().contact_id, self.anna)

    def test_nobody_of_ours_and_no_visitor_accepts(self):
        employee = new_test_user(self.env, "employee@acme.test", "base.group_user")
        employee.partner_id.parent_id = self.acme
        for user in (employee, self.manager):
            self.authenticate(user.login, user.login)
            self.assertIsNone(self._form())
            given = {"csrf_token": self._token(), "terms_id": self.first.id}
            self.assertEqual(self._accept(given).status_code, 422)
        self._login(None)
        self.assertIsNone(self._form())
        with mute_logger("odoo.http"):
            response = self._accept({"terms_id": self.first.id})
        self.assertNotEqual(response.status_code, 200)

        self.assertFalse(self.acceptances.search([("terms_id", "=", self.first.id)]))

    def _counted(self, user):
        self._login(user)
        names = ["support_terms_count", "support_terms_to_accept_count"]
        answer = self.make_jsonrpc_request("/my/counters", {"counters": names})
        return [answer[name] for name in names]

    def test_a_customer_is_asked_until_somebody_has_accepted(self):
        self.assertEqual(self._counted(self.owner), [1, 1])
        self.assertEqual(self._counted(self.colleague), [1, 1])
        # nobody is asked without a contract
        self.assertEqual(self._counted(self.stranger)[1], 0)

        self._login(self.owner)
        self._accept(self._form())

        self.assertEqual(self._counted(self.owner), [1, 0])
        self.assertEqual(self._counted(self.colleague), [1, 0])

    def test_only_who_may_accept_is_asked(self):
        self.contract.contact_ids = self.anna

        self.assertEqual(self._counted(self.owner)[1], 1)
        self.assertEqual(self._counted(self.colleague)[1], 0)

    def test_a_new_version_asks_again_unless_it_is_editorial(self):
        self._login(self.owner)
        self._accept(self._form())
        second = self._make_next(self.first, editorial=True)
        second.action_publish()
        self.assertEqual(self._counted(self.owner)[1], 0)

        third = self._make_next(second)
        third.action_publish()

        self.assertEqual(self._counted(self.owner)[1], 1)
        self._accept(self._form(third._get_page_url()))
        self.assertEqual(self._counted(self.owner)[1], 0)
        self.assertEqual(self._found().terms_id, self.first | third)

    def test_who_accepts_an_editorial_version_accepted_the_one_before(self):
        second = self._make_next(self.first, editorial=True)
        second.action_publish()
        self.assertEqual(self._counted(self.owner)[1], 1)

        self._accept(self._form(second._get_page_url()))

        self.assertEqual(self._found().terms_id, second)
        self.assertEqual(self._counted(self.owner)[1], 0)

    def test_an_over_contract_asks_nobody(self):
        self.contract.date_end = "2020-12-31"

        self.assertEqual(self._counted(self.owner)[1], 0)

    def test_the_contract_shows_what_was_accepted(self):
        later = self._make_contract(
            self.acme, self.monthly, "2030-01-01", company_id=self.provider.id
        )
        self.assertFalse(later.terms_acceptance_id)
        self._login(self.owner)
        self._accept(self._form())

        for contract in (self.contract, later):
            contract.invalidate_recordset()
            self.assertEqual(contract.terms_acceptance_id, self._found())
            self.assertEqual(contract.terms_accepted_version, 1)
        self.assertEqual(self._found().contract_ids, self.contract | later)

    def test_the_page_without_a_name_is_the_one_to_accept(self):
        # given a customer whose user belongs to one company, its contract to another
        own = {"company_ids": [(4, self.other_company.id)]}
        self.owner.write(own | {"company_id": self.other_company.id})
        mine = self._make_terms(self.other_company, "<p>Those of your company</p>")
        mine.action_publish()
        self._login(self.owner)
        self.assertIn("The way of a request", self.url_open("/support/terms").text)

        self._accept(self._form("/support/terms"))

        self.assertEqual(self._found().company_id, self.provider)
        page = self.url_open("/support/terms").text
        self.assertIn("Those of your company", page)

    def test_queries_do_not_grow(self):
        self.contract.contact_ids = self.anna
        self._make_next(self.first).action_publish()
        self._login(self.owner)

        def count():
            self.url_open("/support/terms")  # and what is pending is done
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.url_open("/support/terms")
            return self.cr.sql_log_count - before

        few = count()
        for year in range(2031, 2041):
            vals = {"company_id": self.provider.id, "contact_ids": self.anna.ids}
            days = (f"{year}-01-01", f"{year}-06-30")
            self._make_contract(self.acme, self.monthly, *days, **vals)
        for _ in range(3):
            self._make_next(self.first).action_publish()
        self.assertEqual(count(), few)
