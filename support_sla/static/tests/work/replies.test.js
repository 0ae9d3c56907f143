import {describe, expect, test} from "@odoo/hoot";
import {
    click,
    contains,
    insertText,
    mailModels,
    openFormView,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {
    asyncStep,
    defineModels,
    fields,
    makeServerError,
    onRpc,
    waitForSteps,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

const REPLIES = [
    {then: "wait", label: "Send and wait", title: "Then it waits", hotkey: "w"},
    {then: "ask", label: "Send and ask", title: "Adds a question", hotkey: "y"},
];
const FORM = /* xml */ `
    <form>
        <field name="support_header" invisible="1" />
        <chatter />
    </form>`;

class Ticket extends mailModels.ResFake {
    support_header = fields.Json();
}
defineModels({...mailModels, ResFake: Ticket});

const WAIT = ".o_support_reply[data-then='wait'][data-hotkey='w']";
const ASK = ".o_support_reply[data-then='ask'][data-hotkey='y']";

async function open(replies) {
    const pyEnv = await startServer();
    const id = pyEnv["res.fake"].create({support_header: {chips: [], replies}});
    await start();
    await openFormView("res.fake", id, {arch: FORM});
    await contains(".o-mail-Chatter-sendMessage:enabled");
}

test("a reply that is refused stays, and can be sent again", async () => {
    expect.errors(1);
    let refuses = true;
    onRpc("/mail/message/post", async (request) => {
        const {params} = await request.json();
        asyncStep(`${params.post_data.support_then}`);
        if (refuses) {
            throw makeServerError({message: "No stage waits."});
        }
    });
    await open(REPLIES);
    await click("button", {text: "Send message"});
    await contains(`${WAIT}:disabled`, {text: "Send and wait"});
    await insertText(".o-mail-Composer-input", "Turn the key.");
    await click(`${WAIT}:enabled`);
    await waitForSteps(["wait"]);
    await click(".modal .btn-primary");
    expect.verifyErrors(["No stage waits."]);
    await contains(".o-mail-Composer-input", {value: "Turn the key."});

    refuses = false;
    await click(`${ASK}:enabled`);
    await waitForSteps(["ask"]);
    await contains(".o-mail-Message", {text: "Turn the key."});
    await contains(".o-mail-Composer", {count: 0});

    await click("button", {text: "Send message"});
    await insertText(".o-mail-Composer-input", "And again.");
    await click(".o-mail-Composer-send:enabled");
    await waitForSteps(["undefined"]);
});

test("a note waits for nobody, nor does what is not offered", async () => {
    await open(REPLIES);
    await click("button", {text: "Log note"});
    await contains(".o-mail-Composer-send");
    await contains(".o_support_reply", {count: 0});
});

test("where nothing is offered there is Send alone", async () => {
    await open([]);
    await click("button", {text: "Send message"});
    await contains(".o-mail-Composer-send");
    await contains(".o_support_reply", {count: 0});
});
