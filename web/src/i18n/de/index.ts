import chat from './chat.json';
import common from './common.json';
import shell from './shell.json';

const de = { chat, common, shell };

export default de;
