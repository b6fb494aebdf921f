import auth from './auth.json';
import chat from './chat.json';
import common from './common.json';
import conversations from './conversations.json';
import explain from './explain.json';
import knowledge from './knowledge.json';
import limits from './limits.json';
import models from './models.json';
import palette from './palette.json';
import redTeam from './redTeam.json';
import reviews from './reviews.json';
import policies from './policies.json';
import search from './search.json';
import settings from './settings.json';
import share from './share.json';
import shell from './shell.json';
import shortcuts from './shortcuts.json';
import viewer from './viewer.json';

const en = {
  auth,
  chat,
  common,
  conversations,
  explain,
  knowledge,
  limits,
  models,
  palette,
  redTeam,
  reviews,
  policies,
  search,
  settings,
  share,
  shell,
  shortcuts,
  viewer,
};

export default en;
