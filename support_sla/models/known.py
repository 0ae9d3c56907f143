# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a process remembers of levels, stages and rules, and when it forgets it.

No room, so that each may name it, and no model.
"""

FORGETTING = "support_sla.forgetting"


def forget(env):
    """What is remembered is old: now, for this transaction; again when the others can
    see the change, for until then another thread remembers what was before; and when
    it is taken back."""
    clear = env.registry.clear_cache
    clear()
    if FORGETTING not in env.cr.postcommit.data:
        env.cr.postcommit.data[FORGETTING] = True
        env.cr.postcommit.add(clear)
        env.cr.postrollback.add(clear)
