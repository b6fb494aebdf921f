import { describe, expect, it } from 'vitest';
import { asIfWhole } from './halfway';

describe('a text that is still being written', () => {
  it.each([
    ['so **bold wor', 'so **bold wor**'],
    ['so **bold words** and', 'so **bold words** and'],
    ['so **', 'so '],
    ['an *emphasis with **bold', 'an *emphasis with **bold***'],
    ['use `code', 'use `code`'],
    ['use `', 'use '],
    ['2 * 3 is', '2 * 3 is'],
    ['see [the page](https://exam', 'see the page'],
    ['see ![a map](https://exam', 'see '],
    ['it is so [S', 'it is so '],
    ['it is so [S1, S', 'it is so '],
    ['it is so [S1]', 'it is so [S1]'],
    ['~~gone', '~~gone~~'],
    ['a formula $$x^2', 'a formula '],
    ['```js\nconst a = "**', '```js\nconst a = "**'],
  ])('%j is shown as %j', (half, whole) => expect(asIfWhole(half)).toBe(whole));

  it('becomes no heading by the dash that begins a list', () => {
    expect(asIfWhole('These:\n-')).toBe('These:');
    expect(asIfWhole('- one\n- two')).toBe('- one\n- two');
  });

  it('is a table from its first rule on, and nothing before', () => {
    expect(asIfWhole('| a | b')).toBe('');
    expect(asIfWhole('| a | b |\n|--')).toBe('| a | b |\n| --- | --- |');
    expect(asIfWhole('| a | b |\n| --- | --- |\n| 1')).toBe('| a | b |\n| --- | --- |\n| 1');
  });

  it('is never longer than what it closes, whatever stands in it', () => {
    const odd = '*_`~[]()!$\\|-\n#> a'.repeat(3);
    for (let cut = 0; cut <= odd.length; cut++)
      expect(asIfWhole(odd.slice(0, cut)).length).toBeLessThanOrEqual(cut + 12);
  });
});
