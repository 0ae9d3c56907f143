from . import support_quota_exempt
