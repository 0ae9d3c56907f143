from . import allowance
from . import report
from . import support_visit
from . import support_visit_plan
from . import contract
from . import implementation
from . import technician
from . import res_partner
