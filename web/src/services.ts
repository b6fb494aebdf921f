import { createContext, use } from 'react';
import { Http } from './api/http';
import { Session } from './api/session';
import { Drafts } from './composer/drafts';
import { Waiting } from './composer/waiting';
import { LiveFeed } from './live/liveFeed';
import { pageClock } from './turns/clock';
import { Outbox } from './turns/outbox';
import { pageFrame, TurnStore } from './turns/turnStore';

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
  session.watch(() => {
    if (session.state !== 'signed-out') return;
    drafts.clear();
    waiting.clear();
    turns.clear();
  });
  return { session, http: client, turns, live: new LiveFeed(client, pageClock), drafts, waiting };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('There are no services above this component.');
  return services;
}
