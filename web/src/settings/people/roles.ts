import { i18n } from '../../i18n/i18n';

/** From least to most. */
export const roles = ['viewer', 'member', 'agent', 'admin', 'owner'] as const;

export function roleName(role: string): string {
  const known = roles.find(item => item === role);
  return known === undefined ? role : i18n.t(`settings:roles.${known}`);
}

/** Roles to choose among, by their names. */
export function roleChoices(among: readonly string[]): { value: string; label: string }[] {
  return among.map(value => ({ value, label: roleName(value) }));
}
