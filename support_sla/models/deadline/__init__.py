from . import support_pause
from . import alerts
from . import support_deadline
from . import ticket
from . import writer
from . import ticket_sheet
from . import recompute
