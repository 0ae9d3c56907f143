"""What tests of several processes share: a case, and scripts that go wrong."""

import unittest


class ProcessCase(unittest.TestCase):
    """Runs scripts on a farm (tests/servers.py), and asks its database."""

    def run_scripts(self, farm, *sources):
        """All at once; each has to end well."""
        ends = farm.scripts(*sources)
        self.assertEqual([code for code, _ in ends], [0] * len(sources), ends)

    def assertKilled(self, farm, source):
        [(code, output)] = farm.scripts(source)
        self.assertEqual(code, -9, output)

    def one(self, farm, query):
        """The one value that a query finds."""
        [(value,)] = farm.query(query)
        return value


def killed(model, method, job):
    """A script that runs a job and dies when it has done a method for the second batch:
    the work is written, the mails are queued, nothing of it is committed."""
    return f"""
import os, signal
model = type(env["{model}"])
original, batches = model.{method}, []

def work(self, *args):
    original(self, *args)
    self.env.flush_all()
    batches.append(self)
    if len(batches) == 2:
        os.kill(os.getpid(), signal.SIGKILL)

model.{method} = work
{job}
"""


def refuse(table, event, condition):
    """SQL of a database that refuses some rows of a table."""
    return f"""
CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE 'refused'; END $$
LANGUAGE plpgsql;
CREATE TRIGGER refuse BEFORE {event} ON {table} FOR EACH ROW WHEN ({condition})
EXECUTE FUNCTION refuse()
"""
