import {Composer} from "@mail/core/common/composer";
import {Chatter} from "@mail/chatter/web_portal/chatter";
import {Store} from "@mail/core/common/store_service";
import {patch} from "@web/core/utils/patch";
import {useRecordObserver} from "@web/model/relational_model/utils";

Composer.props.push("supportReplies?");

/** What a ticket's reply may do besides came with the ticket, as its chips did. */
patch(Chatter.prototype, {
    setup() {
        super.setup(...arguments);
        this.state.supportReplies = [];
        useRecordObserver((record) => {
            const {replies} = record.data.support_header || {};
            this.state.supportReplies = replies || [];
        });
    },
});

/**
 * An agent's reply that waits, or asks and waits: the message goes as ever, and the
 * server does the rest in the same act.
 */
patch(Composer.prototype, {
    get supportReplies() {
        const {composer, type, supportReplies} = this.props;
        const sends = type === "message" && !composer.message;
        return (sends && supportReplies) || [];
    },

    get postData() {
        return {...super.postData, supportThen: this.supportThen};
    },

    /** What was typed stays where it is, to be sent again, should the server refuse. */
    async supportReply(then) {
        if (!this.state.active) {
            return;
        }
        this.supportThen = then;
        try {
            await this.sendMessage();
        } finally {
            this.supportThen = undefined;
            this.state.active = true;
        }
    },
});

patch(Store.prototype, {
    async getMessagePostParams({postData}) {
        const params = await super.getMessagePostParams(...arguments);
        if (postData.supportThen) {
            params.post_data.support_then = postData.supportThen;
        }
        return params;
    },
});
