import { expect, it } from 'vitest';
import { Heights } from './heights';

const rows = (...keys: string[]) => keys.map(key => ({ key, estimate: 100 }));

function seen(): Heights {
  const heights = new Heights();
  heights.take(rows('a', 'b', 'c', 'd'));
  heights.measure('b', 40);
  return heights;
}

it('lays rows one under the other, by what was measured and by what is thought', () => {
  const heights = seen();
  expect([0, 1, 2, 3, 4].map(index => heights.offsetOf(index))).toEqual([0, 100, 140, 240, 340]);
  expect(heights.total).toBe(340);
});

it('finds the row at a point, and the nearest one outside', () => {
  const heights = seen();
  expect([-5, 0, 99, 100, 139, 140, 339, 900].map(y => heights.indexAt(y))).toEqual([0, 0, 0, 1, 1, 2, 3, 3]);
  expect(new Heights().indexAt(10)).toBe(0);
});

it('keeps what was measured when rows come before it', () => {
  const heights = seen();
  heights.take(rows('x', 'a', 'b'));
  expect(heights.offsetOf(3) - heights.offsetOf(2)).toBe(40);
});

it('corrects its estimates when it is told to, and not before', () => {
  const heights = seen();
  expect(heights.measure('b', 40)).toBe(false);
  heights.measure('a', 60);
  expect(heights.total).toBe(300);
  heights.learn();
  expect(heights.total).toBe(200);
});
