from . import digest_digest
from . import support_sla_report
from . import support_level_report
from . import support_contract_report
from . import support_customer_load
from . import support_statement_report
