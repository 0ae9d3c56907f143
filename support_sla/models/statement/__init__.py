from . import contract
from . import support_statement
