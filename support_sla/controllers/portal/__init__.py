from . import gate
from . import ticket_list
from . import conversation
from . import ticket_pages
from . import ticket_form
from . import levels
from . import level_request
from . import terms
