import chat from './chat.json';
import common from './common.json';
import conversations from './conversations.json';
import limits from './limits.json';
import shell from './shell.json';

/** What the page shows wherever one is. */
const en = { chat, common, conversations, limits, shell };

export default en;
