from . import arguments
from . import business_hours
from . import shipped_zone
from . import resource_calendar
from . import resource_calendar_attendance
from . import resource_calendar_leaves
from . import res_users
from . import zone_words
