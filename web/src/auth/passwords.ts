import { i18n } from '../i18n/i18n';

export const ShortestPassword = 8;

/** What is wrong with a new password, or null. */
export function weaknessOf(password: string): string | null {
  return password.length < ShortestPassword ? i18n.t('auth:weak', { count: ShortestPassword }) : null;
}
