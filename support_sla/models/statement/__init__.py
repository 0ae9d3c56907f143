from . import contract
from . import corrections
from . import words
from . import mail
from . import job
from . import support_statement
from . import page
from . import counts
