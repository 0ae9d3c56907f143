from . import agents
from . import turn
from . import marks
from . import queue
from . import chips
from . import waiting
from . import acts
from . import header
