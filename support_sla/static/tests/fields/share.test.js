import {expect, test} from "@odoo/hoot";
import {allowTranslations, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {localization} from "@web/core/l10n/localization";

import {formatShare} from "@support_sla/fields/share/share";

test("a share is said in percent, and none where nothing was judged", () => {
    allowTranslations();
    patchWithCleanup(localization, {
        decimalPoint: ".",
        thousandsSep: ",",
        grouping: [3, 0],
    });
    expect(formatShare(12 / 13)).toBe("92.3%");
    expect(formatShare(1)).toBe("100%");
    expect(formatShare(0)).toBe("0%");
    expect(formatShare(false)).toBe("–");
    expect(formatShare(undefined)).toBe("–");
});
