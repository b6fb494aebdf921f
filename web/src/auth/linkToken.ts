import { useEffect, useState } from 'react';

/** The token of a one-time link. It comes in the fragment, which no server and no log sees. */
export function tokenOf(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') || null;
}

/** Takes the token out of the address bar and the history, so that the link is not passed on by accident. */
export function useLinkToken(): string | null {
  const [token] = useState(() => tokenOf(window.location.hash));
  useEffect(() => {
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  return token;
}
