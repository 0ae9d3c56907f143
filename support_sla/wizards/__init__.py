from . import quota
from . import contract
from . import deadline
from . import support_ticket_split
from . import support_ticket_test
