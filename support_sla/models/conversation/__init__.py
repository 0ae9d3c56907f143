from . import gateway
from . import ticket
from . import confirmation
from . import mail_message
