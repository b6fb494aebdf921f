import { federationSentence } from '../../auth/signInErrors';

const sentences: Record<string, string> = {
  identity_taken: 'That account is linked to somebody else here.',
  session_ended: 'You were signed out on the way. Sign in and try again.',
  access_denied: 'It was declined at the identity provider.',
};

/** Why linking an account came to nothing, by the code in the address. */
export function linkErrorOf(code: string | null): string | null {
  return code === null ? null : (sentences[code] ?? federationSentence(code) ?? 'Linking did not work. Try again.');
}
