import { describe, expect, it } from 'vitest';
import { Sentences } from './sentences';

const follow = (text: string) => {
  const sentences = new Sentences();
  const said: string[] = [];
  for (let end = 1; end <= text.length; end++) said.push(sentences.take('t', text.slice(0, end), false));
  said.push(sentences.take('t', text, true));
  return said.filter(item => item !== '');
};

describe('what is read out of an answer that grows', () => {
  it('comes by sentences, and the rest at the end', () => {
    expect(follow('It is so. Is it? Yes, by 3.5 percent')).toEqual(['It is so.', 'Is it?', 'Yes, by 3.5 percent']);
    expect(follow('これは本です。はい。')).toEqual(['これは本です。', 'はい。']);
  });

  it('is plain words', () => {
    expect(follow('## Why\n- **So** it is [S1].\n')).toEqual(['Why', 'So it is .']);
    expect(follow('See [the page](https://example.com) now.\n')).toEqual(['See the page now.']);
  });

  it('says of an end once, and nothing of what had ended before', () => {
    const sentences = new Sentences();
    sentences.take('a', 'One.', false);
    sentences.take('a', 'One. Two.', true);
    expect([sentences.ends('a'), sentences.ends('a')]).toEqual([true, false]);
    expect(sentences.take('b', 'Long over.', true)).toBe('');
    expect(sentences.ends('b')).toBe(false);
  });

  it('begins anew when a draft is withdrawn', () => {
    const sentences = new Sentences();
    sentences.take('a', 'A draft. ', false);
    expect(sentences.take('a', 'New. ', false)).toBe('New.');
  });
});
