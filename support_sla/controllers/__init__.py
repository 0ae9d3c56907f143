from . import gate
from . import portal
from . import conversation
from . import ticket_pages
from . import ticket_form
