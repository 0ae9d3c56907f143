from . import support_ticket_split
from . import support_ticket_test
