from . import admit
from . import entitle
from . import birth
from . import helpdesk_ticket
