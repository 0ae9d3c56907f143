from . import support_holiday_copy
