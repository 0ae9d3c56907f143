from . import support_contract_change
