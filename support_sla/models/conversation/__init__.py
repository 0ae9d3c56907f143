from . import gateway
from . import loop
from . import ticket
from . import frame
from . import confirmation
from . import mail_alias
from . import stray_mail
