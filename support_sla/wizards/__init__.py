from . import quota
from . import contract
from . import support_explanation
from . import support_deadline_explain
from . import support_level_trial
from . import support_ticket_split
from . import support_ticket_test
