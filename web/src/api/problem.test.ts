import { expect, it } from 'vitest';
import { json, problem } from '../testing/fakeServer';
import { fieldsOf, NetworkProblem, problemOf, restOf, retryAfter, sentenceOf } from './problem';

it('says what the server said', async () => {
  expect((await problemOf(problem(409, 'turn_in_progress', 'Another message is being answered.'))).message).toBe(
    'Another message is being answered.',
  );
});

it('joins the sentences about fields', async () => {
  const response = json({ title: 'Invalid', errors: { a: ['A is missing.'], b: ['B is too long.'] } }, 400);
  expect((await problemOf(response)).message).toBe('A is missing. B is too long.');
});

it('tells what is wrong with each field, and above the form only what no field says', async () => {
  const refused = await problemOf(
    json({ title: 'Invalid', errors: { 'settings.url': ['It is missing.'], other: [] } }, 400),
  );
  expect(fieldsOf(refused)).toEqual({ 'settings.url': 'It is missing.' });
  expect(restOf(refused, ['settings.url'])).toBeNull();
  expect(restOf(refused, ['name'])).toBe(refused);
  expect(restOf(await problemOf(problem(409, 'conflict', 'Taken.')), ['name'])?.message).toBe('Taken.');
});

it('finds plain words for an answer that is no problem document', async () => {
  expect((await problemOf(new Response('<html>', { status: 502 }))).message).toMatch(/server had a problem/);
});

it('reads Retry-After as seconds and as a date', () => {
  expect(retryAfter('3')).toBe(3000);
  expect(retryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000);
  expect(retryAfter('soon')).toBeNull();
});

it('shows no insides of an error of its own', () => {
  expect(sentenceOf(new TypeError('x is undefined'))).not.toContain('undefined');
  expect(sentenceOf(new NetworkProblem())).toMatch(/cannot be reached/);
});
