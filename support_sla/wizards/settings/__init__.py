from . import support_settings
