import { createContext, use } from 'react';
import { Http } from './api/http';
import { Session } from './api/session';
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
}

export function makeServices(http: typeof fetch = (...args) => fetch(...args)): Services {
  const session = new Session(http);
  const client = new Http(session, http);
  return {
    session,
    http: client,
    turns: new TurnStore(client, new Outbox(sessionStorage), pageClock, pageFrame),
    live: new LiveFeed(client, pageClock),
  };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('There are no services above this component.');
  return services;
}
