/** What the tabs of one browser tell each other, so that none has to ask the server all the time. */
export type TabNews =
  | { kind: 'conversation'; id: string }
  | { kind: 'signed-out' }
  /** The cookie is this person's from now on; null when it cannot be told whose. */
  | { kind: 'signed-in'; who: string | null };

export interface Tabs {
  tell(news: TabNews): void;
  close(): void;
}

/** @param heard Told what other tabs say, never what this one said. */
export function joinTabs(heard: (news: TabNews) => void): Tabs {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel('parley');
  channel.onmessage = (event: MessageEvent<TabNews>) => heard(event.data);
  return { tell: news => channel.postMessage(news), close: () => channel.close() };
}
