"""The tool for tests that need several Odoo processes does what it says."""

import unittest

from .servers import servers


class TestServers(unittest.TestCase):
    def test_two_servers_and_two_scripts_share_one_database(self):
        with servers(2) as farm:
            # when each server makes a partner, and each of two processes another
            for index in range(2):
                farm.session(index).call(
                    "res.partner", "create", [{"name": f"rpc {index}"}]
                )
            ends = farm.scripts(
                *(
                    f"env['res.partner'].create({{'name': 'script {index}'}})\n"
                    "env.cr.commit()\n"
                    for index in range(2)
                )
            )
            # then all four are there
            self.assertEqual([code for code, _ in ends], [0, 0], ends)
            rows = farm.query(
                "SELECT name FROM res_partner WHERE name ~ '^(rpc|script) ' ORDER BY 1"
            )
            names = [name for (name,) in rows]
            self.assertEqual(names, ["rpc 0", "rpc 1", "script 0", "script 1"])
