from . import rules
from . import ticket
from . import job
from . import farewell
