import { expect, it } from 'vitest';
import type { KnowledgeSource } from '../../api/types';
import { i18n } from '../../i18n/i18n';
import knowledge from '../../i18n/en/knowledge.json';
import { draftOf, settingsOf } from './sourceFields';
import { scheduleWords } from './words';

it('names only what is another than usual', () => {
  expect(
    settingsOf('website', { url: ' https://example.com ', depth: 5, sitemap: false, include: 'a/**\n\n b ' }),
  ).toEqual({
    url: 'https://example.com',
    sitemap: false,
    include: ['a/**', 'b'],
  });
});

it('leaves what belongs to another kind', () => {
  expect(settingsOf('push', { url: 'https://example.com' })).toEqual({});
});

it('keeps a secret that nobody touches and takes away one that is not wanted', () => {
  expect(settingsOf('feed', { url: 'https://a.example', password: '' })).toEqual({ url: 'https://a.example' });
  expect(settingsOf('feed', { url: 'https://a.example', password: null })).toEqual({
    url: 'https://a.example',
    password: '',
  });
});

it('brings the settings of a source into the form and back', () => {
  const settings = { path: '/srv/docs', include: ['*.md', '*.txt'], watch: true };
  const source = { kind: 'folder', settings } as unknown as KnowledgeSource;
  expect(draftOf(source)).toEqual({ path: '/srv/docs', include: '*.md\n*.txt', watch: true });
  expect(settingsOf('folder', draftOf(source))).toEqual(settings);
});

it('says how often a source runs', () => {
  i18n.addResourceBundle('en', 'knowledge', knowledge);
  const said = (['manual', 1, 45, 60, 720, 1440, 20_160] as const).map(scheduleWords);
  expect(said).toEqual([
    'when asked',
    'every minute',
    'every 45 minutes',
    'every hour',
    'every 12 hours',
    'every day',
    'every 2 weeks',
  ]);
});
