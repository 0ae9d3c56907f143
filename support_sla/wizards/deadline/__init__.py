from . import support_explanation
from . import support_deadline_cancel
from . import support_deadline_explain
from . import support_level_trial
