/** A manager of support enters a holiday by the menus alone, from within the helpdesk. */
export function holidaySteps(day) {
    return [
        {
            content: "open the menu of support",
            trigger: "[data-menu-xmlid='support_sla.support_menu']",
            run: "click",
        },
        {
            content: "open the holidays",
            trigger: "[data-menu-xmlid='support_sla.support_holiday_menu']",
            run: "click",
        },
        {
            content: "a new one",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "name it",
            trigger: ".o_selected_row [name='name'] input",
            run: "edit Founding day",
        },
        {
            content: "go to the day",
            trigger: ".o_selected_row [name='support_first_day'] button",
            run: "click",
        },
        {
            content: "name the day",
            trigger: ".o_selected_row [name='support_first_day'] input",
            run: `edit ${day}`,
        },
        {
            content: "save it",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "it is saved",
            trigger:
                ".o_list_renderer:not(:has(.o_selected_row)) .o_data_row:contains('Founding day')",
        },
    ];
}
