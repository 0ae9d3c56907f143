from . import support_check_report
