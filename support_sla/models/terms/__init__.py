from . import versions
from . import publication
from . import support_terms
from . import support_terms_text
from . import proof
from . import support_terms_acceptance
from . import contract
from . import ir_attachment
