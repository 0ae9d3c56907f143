from . import base_partner_merge
from . import support_contract_change
