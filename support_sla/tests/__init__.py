from . import test_calendar
from . import test_access
from . import test_contract
from . import test_entitlement
from . import test_level
from . import test_mail_tools
from . import test_period
from . import test_ticket_doors
