import { expect, it } from 'vitest';
import { shortcutOf } from './shortcuts';

const pressed = (code: string, more: object = {}) => ({
  key: '',
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

it('tells shortcuts by all of their keys', () => {
  expect(shortcutOf(pressed('KeyK', { ctrlKey: true }), true)).toBe('palette');
  expect(shortcutOf(pressed('KeyK', { ctrlKey: true, shiftKey: true }), true)).toBeNull();
  expect(shortcutOf(pressed('KeyN', { altKey: true, shiftKey: true, key: '˜' }), true)).toBe('newConversation');
  expect(shortcutOf(pressed('KeyN', { altKey: true }), false)).toBeNull();
});

it('leaves a question mark alone while somebody writes', () => {
  expect(shortcutOf(pressed('Minus', { key: '?', shiftKey: true }), true)).toBeNull();
  expect(shortcutOf(pressed('Minus', { key: '?', shiftKey: true }), false)).toBe('help');
});
