from . import quota
from . import contract
from . import deadline
from . import work
