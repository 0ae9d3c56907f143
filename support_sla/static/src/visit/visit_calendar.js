import {registry} from "@web/core/registry";
import {CalendarModel} from "@web/views/calendar/calendar_model";
import {calendarView} from "@web/views/calendar/calendar_view";

/**
 * A visit that may not be where it was dropped is shown where it is: the server refuses
 * in words, and what the screen showed meanwhile is loaded again.
 */
export class VisitCalendarModel extends CalendarModel {
    async updateRecord() {
        try {
            return await super.updateRecord(...arguments);
        } catch (error) {
            await this.load();
            throw error;
        }
    }

    /** The days on which the level of the contract shown does not work. */
    fetchUnusualDays(data) {
        const {start, end} = data.range;
        return this.orm.call(
            this.meta.resModel,
            "get_unusual_days",
            [start.toISODate(), end.toISODate()],
            {context: this.meta.context}
        );
    }
}

registry.category("views").add("support_visit_calendar", {
    ...calendarView,
    Model: VisitCalendarModel,
});
