from . import support_trouble
from . import batch
from . import broken_template
from . import notice
from . import support_alert
from . import digest
from . import ticket
