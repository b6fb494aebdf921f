import auth from './auth.json';
import chat from './chat.json';
import common from './common.json';
import knowledge from './knowledge.json';
import limits from './limits.json';
import settings from './settings.json';
import shell from './shell.json';

const de = { auth, chat, common, knowledge, limits, settings, shell };

export default de;
