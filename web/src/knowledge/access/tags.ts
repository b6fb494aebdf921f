import { i18n } from '../../i18n/i18n';

/** Every member of the tenant: what is taken when no rule is given. */
export const Members = 'members';
/** Whoever asks, guests of a website included. */
export const Public = 'public';

export const roles = ['viewer', 'member', 'agent', 'admin', 'owner'] as const;

const form = /^(public|members|(role|group|user):[A-Za-z0-9_-]{1,80})$/;

export function isTag(text: string): boolean {
  return form.test(text);
}

/** An access tag, as people say it. */
export function tagWords(tag: string, names: ReadonlyMap<string, string>): string {
  if (tag === Members) return i18n.t('knowledge:access.members');
  if (tag === Public) return i18n.t('knowledge:access.public');
  const [kind, name = ''] = tag.split(':');
  const known = names.get(tag) ?? name;
  if (kind === 'role') {
    const role = roles.find(one => one === name);
    return i18n.t('knowledge:access.role', { name: role ? i18n.t(`knowledge:roles.${role}`) : name });
  }
  return kind === 'group' ? i18n.t('knowledge:access.group', { name: known }) : known;
}

/** Who may read what has these rules, in one line. */
export function accessWords(acl: readonly string[], names: ReadonlyMap<string, string>): string {
  return (acl.length === 0 ? [Members] : acl).map(tag => tagWords(tag, names)).join(', ');
}
