from . import support_statement_send
