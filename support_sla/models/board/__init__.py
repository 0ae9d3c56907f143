from . import numbers
from . import support_board
from . import work
from . import ahead
from . import past
from . import accounts
