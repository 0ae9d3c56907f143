from . import ticket
from . import contract
from . import contract_sheet
from . import contract_ledger
from . import next
from . import preview_words
from . import public
from . import request_draft
