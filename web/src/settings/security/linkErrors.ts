import { federationSentence } from '../../auth/signInErrors';
import { i18n } from '../../i18n/i18n';

const codes = ['identity_taken', 'session_ended', 'access_denied'] as const;

/** Why linking an account came to nothing, by the code in the address. */
export function linkErrorOf(code: string | null): string | null {
  if (code === null) return null;
  const known = codes.find(item => item === code);
  return known
    ? i18n.t(`settings:linkErrors.${known}`)
    : (federationSentence(code) ?? i18n.t('settings:linkErrors.other'));
}
