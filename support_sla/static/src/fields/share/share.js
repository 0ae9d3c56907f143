import {formatPercentage} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";

/**
 * A share in percent; nothing to divide is no share: "–", never 0 %.
 *
 * @param {Number|false} value
 * @param {Object} [options] those of formatPercentage
 * @returns {String}
 */
export function formatShare(value, options = {}) {
    return typeof value === "number"
        ? formatPercentage(value, {...options, digits: [16, 1]})
        : "–";
}
formatShare.extractOptions = formatPercentage.extractOptions;

registry.category("formatters").add("support_share", formatShare);
