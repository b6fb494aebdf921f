import chat from './chat.json';
import common from './common.json';
import conversations from './conversations.json';
import limits from './limits.json';
import problems from './problems.json';
import shell from './shell.json';

/** What the page shows wherever one is, and what refusals say, for which English has the server's own words. */
const de = { chat, common, conversations, limits, problems, shell };

export default de;
