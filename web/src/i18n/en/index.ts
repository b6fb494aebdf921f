import chat from './chat.json';
import common from './common.json';
import shell from './shell.json';

const en = { chat, common, shell };

export default en;
