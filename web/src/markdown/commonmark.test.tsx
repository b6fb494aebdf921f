// @vitest-environment jsdom
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from '@testing-library/react';
import { renderToStaticMarkup } from 'react-dom/server';
import renderMarkdown from 'react-markdown';
import { describe, expect, it } from 'vitest';
import { readGfm } from './gfm';

interface Example {
  markdown: string;
  html: string;
  example: number;
  section: string;
}

const file = join(process.env['PARLEY_EVAL_DATA'] ?? '', 'commonmark', 'examples.jsonl');
const isThere = process.env['PARLEY_EVAL_DATA'] !== undefined && existsSync(file);
const examples: Example[] = isThere
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => JSON.parse(line) as Example)
  : [];

if (!isThere)
  process.stderr.write(
    `CommonMark's examples are skipped: PARLEY_EVAL_DATA names no folder with ${join('commonmark', 'examples.jsonl')}.\n`,
  );

/** React writes one before each image, to the head of a page. */
const preload = /<link rel="preload"[^>]*>/g;

/** The parser reads UTF-16 units, so that a currency sign beyond the first plane is no punctuation to it. */
const known = ['356 Emphasis and strong emphasis'];

/** What a reader sees of it: the elements and their texts, with spaces that mean nothing taken out. */
function shape(html: string): string {
  const root = render(<div dangerouslySetInnerHTML={{ __html: html }} />).container.firstElementChild!;
  const write = (node: Node): string => {
    if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replace(/\s+/g, ' ');
    if (!(node instanceof Element)) return '';
    return `<${node.localName}>${[...node.childNodes].map(write).join('').trim()}</${node.localName}>`;
  };
  return write(root).replace(/\s*(<\/?\w+>)\s*/g, '$1');
}

describe.skipIf(!isThere)("CommonMark's examples", () => {
  // What is raw HTML there is dropped here on purpose, and addresses that are links by themselves are an extension.
  const own = examples.filter(item => !/<[a-z/!?]/i.test(item.markdown) && !/https?:|www\.|@|~~/.test(item.markdown));

  it('are nearly all without raw HTML', () => expect(own.length).toBeGreaterThan(250));

  it('still mean what they meant', () => {
    const wrong = own.filter(({ markdown, html }) => {
      const written = renderToStaticMarkup(
        renderMarkdown({ children: markdown, remarkPlugins: [readGfm], skipHtml: true }),
      );
      return shape(written.replace(preload, '')) !== shape(html);
    });
    expect(wrong.map(item => `${item.example} ${item.section}`)).toEqual(known);
  });
});
