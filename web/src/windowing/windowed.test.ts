// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Windowed } from './windowed';

const RowHeight = 100;

/** A hundred rows in a view of five, as a browser that lays nothing out would show them. */
function shown() {
  const [view, content, group] = ['div', 'div', 'div'].map(name => document.createElement(name)) as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
  Object.defineProperty(view, 'clientHeight', { value: 5 * RowHeight });
  Object.defineProperty(view, 'scrollHeight', { get: () => parseFloat(content.style.height) });
  const list = new Windowed(
    () => undefined,
    () => undefined,
  );
  list.take(Array.from({ length: 100 }, (_, index) => ({ key: `${index}`, estimate: RowHeight })));
  list.attach(view, content, group);
  list.settle();
  return { view, list };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('begins at the end', () => {
  const { view, list } = shown();
  expect([view.scrollTop, list.isAtEnd]).toEqual([9500, true]);
});

it('leaves a reader who scrolled on where they are, also when the motion before has just come to rest', () => {
  const { view } = shown();
  view.scrollTop -= 140;
  view.dispatchEvent(new Event('scroll'));
  // The browser tells of this one only after the time of rest is over.
  view.scrollTop -= 140;
  vi.advanceTimersByTime(200);
  expect(view.scrollTop).toBe(9220);
  view.dispatchEvent(new Event('scroll'));
  vi.advanceTimersByTime(1000);
  expect(view.scrollTop).toBe(9220);
});

it('stays at the end while rows are added there', () => {
  const { view, list } = shown();
  list.take(Array.from({ length: 103 }, (_, index) => ({ key: `${index}`, estimate: RowHeight })));
  list.settle();
  expect([view.scrollTop, list.isAtEnd]).toEqual([9800, true]);
});
