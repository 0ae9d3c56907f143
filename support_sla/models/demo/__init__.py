from . import support_demo
from . import acts
from . import ending
