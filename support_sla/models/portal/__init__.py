from . import ticket
from . import door
