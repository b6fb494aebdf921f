import type { KnowledgeSource, SourceKind } from '../../api/types';
import type { Sign } from '../../ui/Icon';

export const kinds = ['folder', 'website', 'git', 's3', 'feed', 'push'] as const satisfies readonly SourceKind[];

export const signOf: Record<SourceKind, Sign> = {
  folder: 'folder',
  website: 'globe',
  git: 'fork',
  s3: 'archive',
  feed: 'feed',
  push: 'plug',
};

export type FieldName =
  | 'path'
  | 'url'
  | 'branch'
  | 'prefix'
  | 'include'
  | 'exclude'
  | 'watch'
  | 'acl_may_widen'
  | 'depth'
  | 'page_limit'
  | 'sitemap'
  | 'subdomains'
  | 'requests_per_second'
  | 'full_pages'
  | 'endpoint'
  | 'bucket'
  | 'region'
  | 'username'
  | 'password'
  | 'token'
  | 'access_key'
  | 'secret_key';

/** A setting of a source, and how it is asked for. */
export interface SourceField {
  name: FieldName;
  as: 'text' | 'number' | 'switch' | 'patterns' | 'secret';
  isNeeded?: boolean;
  /** What holds when nothing is said. */
  usual?: number | boolean | string;
  most?: number;
  least?: number;
  step?: number;
}

const include: SourceField = { name: 'include', as: 'patterns' };
const exclude: SourceField = { name: 'exclude', as: 'patterns' };
const widens: SourceField = { name: 'acl_may_widen', as: 'switch', usual: false };
const username: SourceField = { name: 'username', as: 'text' };
const password: SourceField = { name: 'password', as: 'secret' };
const pages = (usual: number): SourceField => ({ name: 'page_limit', as: 'number', usual, least: 1, most: 50_000 });

export const fieldsOfKind: Record<SourceKind, readonly SourceField[]> = {
  folder: [
    { name: 'path', as: 'text', isNeeded: true },
    { name: 'watch', as: 'switch', usual: false },
    include,
    exclude,
    widens,
  ],
  website: [
    { name: 'url', as: 'text', isNeeded: true },
    { name: 'depth', as: 'number', usual: 5, least: 0, most: 20 },
    pages(1000),
    { name: 'requests_per_second', as: 'number', usual: 1, least: 0.01, most: 50, step: 0.5 },
    { name: 'sitemap', as: 'switch', usual: true },
    { name: 'subdomains', as: 'switch', usual: false },
    include,
    exclude,
    username,
    password,
  ],
  git: [
    { name: 'url', as: 'text' },
    { name: 'path', as: 'text' },
    { name: 'branch', as: 'text' },
    { name: 'prefix', as: 'text' },
    include,
    exclude,
    username,
    { name: 'token', as: 'secret' },
    widens,
  ],
  s3: [
    { name: 'endpoint', as: 'text', isNeeded: true },
    { name: 'bucket', as: 'text', isNeeded: true },
    { name: 'prefix', as: 'text' },
    { name: 'region', as: 'text', usual: 'us-east-1' },
    include,
    exclude,
    { name: 'access_key', as: 'secret' },
    { name: 'secret_key', as: 'secret' },
    widens,
  ],
  feed: [
    { name: 'url', as: 'text', isNeeded: true },
    { name: 'full_pages', as: 'switch', usual: false },
    pages(200),
    username,
    password,
  ],
  push: [],
};

/** What somebody has entered so far: texts as typed, patterns a line each; null takes a kept secret away. */
export type SourceDraft = Partial<Record<FieldName, string | number | boolean | null>>;

export function draftOf(source: KnowledgeSource): SourceDraft {
  const settings = source.settings as Record<string, unknown>;
  return Object.fromEntries(
    fieldsOfKind[source.kind].flatMap(({ name }) => {
      const value = settings[name];
      if (value === undefined || value === null) return [];
      return [[name, Array.isArray(value) ? value.join('\n') : value]];
    }),
  ) as SourceDraft;
}

/** The settings as they are sent: what is left at its usual value is not named. */
export function settingsOf(kind: SourceKind, draft: SourceDraft): Record<string, unknown> {
  return Object.fromEntries(
    fieldsOfKind[kind].flatMap(({ name, as, usual }): [string, unknown][] => {
      const value = draft[name];
      if (value === undefined || value === usual) return [];
      if (as === 'secret') return value === '' ? [] : [[name, value ?? '']];
      if (typeof value !== 'string') return [[name, value]];
      if (as === 'patterns') {
        const lines = value.split('\n').map(line => line.trim());
        return lines.some(Boolean) ? [[name, lines.filter(Boolean)]] : [];
      }
      return value.trim() === '' ? [] : [[name, value.trim()]];
    }),
  );
}
