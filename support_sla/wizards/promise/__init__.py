from . import support_level_comparison
