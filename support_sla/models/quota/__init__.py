from . import contract
from . import counting
from . import support_quota_entry
from . import support_quota_period
from . import later
from . import ticket
from . import public
