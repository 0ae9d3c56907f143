from . import messages
from . import intake
from . import split
from . import triage
from . import scope
from . import quoting
from . import my_work
from . import replying
