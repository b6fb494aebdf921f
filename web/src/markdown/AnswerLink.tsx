import type { MouseEvent, ReactNode } from 'react';
import { createContext } from 'react';
import styles from './Markdown.module.css';

/** Whether what is shown stands in a link already. */
export const InLink = createContext(false);

/** A link that an answer names. It never opens in the page's own window, and says so when its words name another place. */
export function AnswerLink({ href, children }: { href: string | undefined; children: ReactNode }): ReactNode {
  if (href === undefined || href === '') return <span>{children}</span>;
  if (href.startsWith('#')) {
    return (
      <a href={href} onClick={event => jumpWithin(event, href.slice(1))}>
        {children}
      </a>
    );
  }
  const host = otherHost(wordsOf(children), href);
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
        <InLink value={true}>{children}</InLink>
      </a>
      {host !== null && <span className={styles.destination}> ({host})</span>}
    </>
  );
}

/** A footnote and back, within the one message. */
function jumpWithin(event: MouseEvent, id: string): void {
  event.preventDefault();
  const message = event.currentTarget.closest('[data-testid="message"]');
  message?.querySelector(`#${CSS.escape(decoded(id))}`)?.scrollIntoView({ block: 'nearest' });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The host that a link leads to, where its words look like another one. */
function otherHost(words: string, href: string): string | null {
  const named = /^\s*(?:[a-z]+:\/\/)?((?:[\p{L}\d-]+\.)+\p{L}{2,})(?:[/:?#\s]|$)/iu.exec(words)?.[1];
  if (named === undefined) return null;
  try {
    const { host, hostname, protocol } = new URL(href, window.location.origin);
    if (protocol !== 'http:' && protocol !== 'https:') return null;
    return hostname.replace(/^www\./, '') === asHost(named).replace(/^www\./, '') ? null : host;
  } catch {
    return null;
  }
}

function asHost(name: string): string {
  return URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name.toLowerCase();
}

function wordsOf(children: ReactNode): string {
  if (typeof children === 'string') return children;
  return Array.isArray(children) ? children.map(wordsOf).join('') : '';
}
