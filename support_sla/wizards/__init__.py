from . import clock
from . import ticket
from . import quota
from . import contract
from . import deadline
from . import promise
from . import terms
from . import work
