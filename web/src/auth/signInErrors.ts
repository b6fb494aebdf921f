/** What to tell somebody whom an identity provider sent back without signing them in, by the code in the address. */
const sentences: Record<string, string> = {
  provider_unknown: 'This way to sign in is no longer offered.',
  provider_unavailable: 'The identity provider does not answer at the moment. Try again shortly.',
  provider_refused: 'The identity provider did not sign you in.',
  access_denied: 'The sign-in was declined at the identity provider.',
  sign_in_stale: 'That took too long, or was begun in another window. Try again.',
  proof_refused: 'What the identity provider said could not be trusted. Tell your administrator.',
  no_account: 'You have no account here yet. Ask your administrator for an invitation.',
  email_unverified: 'The identity provider does not vouch for your e-mail address.',
  account_disabled: 'Your account here is disabled.',
  domain_bound: 'Addresses of your domain sign in another way here: enter your e-mail address to find it.',
  owner_not_linked: 'An owner signs in by password here, until the domain is bound to the provider.',
};

export function signInErrorOf(search: string): string | null {
  const code = new URLSearchParams(search).get('sign_in_error');
  return code === null ? null : (federationSentence(code) ?? 'The sign-in did not work. Try again.');
}

/** @returns Null for a code that there is no sentence for. */
export function federationSentence(code: string): string | null {
  return sentences[code] ?? null;
}
