from . import rules
from . import ticket
from . import job
from . import reminder
from . import farewell
