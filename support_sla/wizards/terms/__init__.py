from . import support_terms_difference
