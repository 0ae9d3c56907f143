from . import support_visit_letter
