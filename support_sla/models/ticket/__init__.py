from . import life
from . import admit
from . import entitle
from . import look
from . import birth
from . import helpdesk_ticket
from . import helpdesk_ticket_stage
