import type { ComponentProps, ReactNode } from 'react';
import { memo, useMemo } from 'react';
import type { Components } from 'react-markdown';
import Markdown from 'react-markdown';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';
import type { MessageSpan } from '../api/types';
import { SourceChip } from '../citations/SourceChip';
import { CodeBlock } from './CodeBlock';
import styles from './Markdown.module.css';
import { markSources } from './marks';
import { asDollars, hasMath, useMath } from './math';

interface Props {
  start: number;
  source: string;
  unsupported: readonly MessageSpan[];
  /** True while more text may still change it. */
  growing: boolean;
}

/** One block of an answer. It is rendered again only when it changed itself. */
export const MarkdownBlock = memo(function MarkdownBlock({ start, source, unsupported, growing }: Props): ReactNode {
  const isCode = /^ {0,3}(```|~~~)/.test(source);
  const math = useMath(!isCode && hasMath(source));
  const withMath = math !== null && !isCode && hasMath(source);
  const plugins = useMemo(
    () => [remarkGfm, ...(withMath ? math.remark : []), markSources(start, unsupported)],
    [withMath, math, start, unsupported],
  );
  // Colours come when the block is complete: colouring a growing one would do the same work with every word.
  const rehype = useMemo(
    () => [...(withMath ? math.rehype : []), ...(growing ? [] : [[rehypeHighlight, { detect: false }] as const])],
    [withMath, math, growing],
  );
  return (
    <Markdown
      remarkPlugins={plugins as ComponentProps<typeof Markdown>['remarkPlugins']}
      rehypePlugins={rehype as ComponentProps<typeof Markdown>['rehypePlugins']}
      components={components}
      skipHtml
    >
      {withMath ? asDollars(source) : source}
    </Markdown>
  );
}, isSame);

function isSame(before: Props, after: Props): boolean {
  return (
    before.source === after.source &&
    before.start === after.start &&
    before.growing === after.growing &&
    before.unsupported.length === after.unsupported.length &&
    before.unsupported.every((span, index) => {
      const other = after.unsupported[index]!;
      return span.message_start === other.message_start && span.message_end === other.message_end;
    })
  );
}

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  // Whatever an answer names, nothing is fetched from elsewhere: a picture's address could carry data out.
  img: ({ src, alt }) => (
    <span className={styles.image}>
      {alt ? `Image: ${alt}` : 'Image'}
      {typeof src === 'string' && /^https?:/.test(src) && (
        <>
          {' '}
          <a href={src} target="_blank" rel="noopener noreferrer nofollow">
            (open in a new tab)
          </a>
        </>
      )}
    </span>
  ),
  input: ({ checked }) => (
    <input type="checkbox" checked={checked ?? false} readOnly disabled aria-label={checked ? 'Done' : 'Not done'} />
  ),
  table: ({ children }) => (
    <div className={styles.tableScroll} tabIndex={0} role="group" aria-label="Table">
      <table>{children}</table>
    </div>
  ),
  pre: ({ children, node }) => <CodeBlock language={languageOf(node)}>{children}</CodeBlock>,
  mark: ({ children }) => (
    <mark className={styles.unsupported} title="No source bears this sentence out.">
      {children}
    </mark>
  ),
  span: ({ node, children, ...rest }) => {
    const label = node?.properties['dataLabel'];
    if (typeof label !== 'string') return <span {...rest}>{children}</span>;
    return <SourceChip label={label} offset={Number(node?.properties['dataOffset'])} />;
  },
};

function languageOf(node: { children: unknown[] } | undefined): string | null {
  const code = node?.children[0] as { properties?: { className?: unknown } } | undefined;
  const names = code?.properties?.className;
  const name = Array.isArray(names) ? names.find(item => String(item).startsWith('language-')) : undefined;
  return name === undefined ? null : String(name).slice('language-'.length);
}
