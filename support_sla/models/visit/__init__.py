from . import allowance
from . import report
from . import support_visit
from . import contract
from . import implementation
from . import technician
from . import res_partner
