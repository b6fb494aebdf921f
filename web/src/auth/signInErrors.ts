import { i18n } from '../i18n/i18n';

/** What to tell somebody whom an identity provider sent back without signing them in, by the code in the address. */
const codes = [
  'provider_unknown',
  'provider_unavailable',
  'provider_refused',
  'access_denied',
  'sign_in_stale',
  'proof_refused',
  'no_account',
  'email_unverified',
  'account_disabled',
  'domain_bound',
  'owner_not_linked',
] as const;

export function signInErrorOf(search: string): string | null {
  const code = new URLSearchParams(search).get('sign_in_error');
  return code === null ? null : (federationSentence(code) ?? i18n.t('auth:errors.other'));
}

/** @returns Null for a code that there is no sentence for. */
export function federationSentence(code: string): string | null {
  const known = codes.find(item => item === code);
  return known === undefined ? null : i18n.t(`auth:errors.${known}`);
}
