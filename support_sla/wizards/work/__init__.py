from . import support_ticket_ask
from . import support_ticket_split
