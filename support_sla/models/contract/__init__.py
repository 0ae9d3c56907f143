from . import span
from . import notice
from . import life
from . import support_contract
from . import support_implementation
from . import entitlement
from . import support_level_request
from . import res_partner
