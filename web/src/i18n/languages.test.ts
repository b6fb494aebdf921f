import { afterEach, expect, it } from 'vitest';
import { withTexts } from './areas';
import { i18n, speak } from './i18n';
import { localeOf, offeredLanguage } from './languages';

afterEach(() => speak('en'));

it('begins in the first language that the browser and the page know', () => {
  expect(offeredLanguage(['fr-CH', 'de-CH', 'en'])).toBe('de');
  expect(offeredLanguage(['ja'])).toBe('en');
  expect(offeredLanguage(['EN-gb', 'de'])).toBe('en');
});

it('writes dates and numbers by the region of the reader', () => {
  expect(localeOf('de', ['en-US', 'de-AT'])).toBe('de-AT');
  expect(localeOf('de', ['en-US'])).toBe('de');
});

it('counts in the language that it speaks', async () => {
  expect(i18n.t('passwordLength', { count: 8 })).toBe('At least 8 characters.');
  expect(i18n.t('passwordLength', { count: 1 })).toBe('At least 1 character.');
  await speak('de');
  expect(i18n.t('passwordLength', { count: 8 })).toBe('Mindestens 8 Zeichen.');
});

it('has the texts of a part before that part, and has them in the next language too', async () => {
  await speak('de');
  expect(await withTexts(['search'], () => Promise.resolve('the part'))()).toBe('the part');
  expect(i18n.hasResourceBundle('de', 'search')).toBe(true);
  await speak('en');
  expect(i18n.hasResourceBundle('en', 'search')).toBe(true);
  expect(i18n.hasResourceBundle('en', 'knowledge')).toBe(false);
});
