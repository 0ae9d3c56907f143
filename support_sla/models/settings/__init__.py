from . import helpdesk_ticket_team
from . import ir_model_data
from . import ir_sequence
from . import res_company
from . import res_config_settings
from . import support_setup
