import { createContext, use } from 'react';
import { Http } from './api/http';
import { Session } from './api/session';
import { Drafts } from './composer/drafts';
import { KnobsKey } from './composer/knobs';
import { Waiting } from './composer/waiting';
import { LiveFeed } from './live/liveFeed';
import { joinTabs } from './shell/tabs';
import { pageClock } from './turns/clock';
import { Outbox } from './turns/outbox';
import { pageFrame, TurnStore } from './turns/turnStore';

/** What parts of the page keep of a person on this device; colours, language and the like stay. */
const personal = [KnobsKey, 'parley.folders', 'parley.quota-noted'];

/** What the whole page shares. Made once; tests make their own. */
export interface Services {
  session: Session;
  http: Http;
  turns: TurnStore;
  live: LiveFeed;
  drafts: Drafts;
  /** Messages that wait for an answer to end before they are sent. */
  waiting: Waiting;
}

export function makeServices(http: typeof fetch = (...args) => fetch(...args)): Services {
  const session = new Session(http);
  const client = new Http(session, http);
  const turns = new TurnStore(client, new Outbox(sessionStorage), pageClock, pageFrame);
  const drafts = new Drafts(localStorage);
  const waiting = new Waiting(sessionStorage);
  let person = session.person;
  session.watch(() => {
    if (session.person !== person) {
      person = session.person;
      drafts.close();
      waiting.clear();
      turns.clear();
      personal.forEach(key => localStorage.removeItem(key));
      if (session.state === 'signed-in') tellOfSignIn(session.who);
    }
    if (session.state === 'signed-in') drafts.open();
  });
  return { session, http: client, turns, live: new LiveFeed(client, pageClock), drafts, waiting };
}

/** The cookie may be another person's now: a tab of whoever was here before must not go on with it. */
function tellOfSignIn(who: string | null): void {
  const tabs = joinTabs(() => undefined);
  tabs.tell({ kind: 'signed-in', who });
  tabs.close();
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('There are no services above this component.');
  return services;
}
