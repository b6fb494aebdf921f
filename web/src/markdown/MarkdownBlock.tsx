import type { ComponentProps, ReactNode } from 'react';
import { memo } from 'react';
import type { Components } from 'react-markdown';
import render from 'react-markdown';
import type { MessageSpan } from '../api/types';
import { SourceChip } from '../citations/SourceChip';
import { AnswerLink } from './AnswerLink';
import { Box, NamedImage, ScrolledTable, Unsupported } from './answerParts';
import { CodeBlock } from './CodeBlock';
import { readGfm } from './gfm';
import { asIfWhole } from './halfway';
import { useHighlight } from './highlight';
import styles from './Markdown.module.css';
import { markSources } from './marks';
import { asDollars, hasMath, useMath } from './math';
import { Placeholder } from '../restoring/Placeholder';
import { markPlaceholders } from '../restoring/marks';
import { Rendered } from './rendered';
import { tame } from './tame';

type Options = ComponentProps<typeof render>;

/** What was rendered lately: a message that scrolls back into view is not parsed again. */
const rendered = new Rendered(3_000_000);

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
  const wantsMath = !isCode && hasMath(source);
  const math = useMath(wantsMath);
  // Colours come when the block is complete: colouring a growing one would do the same work with every word.
  const wantsColours = !growing && /(```|~~~) *[\w+#.-]/.test(source);
  const colours = useHighlight(wantsColours);
  const make = () => {
    const withMath = wantsMath ? math : null;
    const text = growing ? asIfWhole(source) : source;
    const remarkPlugins = [readGfm, ...(withMath?.remark ?? []), markSources(start, unsupported)];
    const rehypePlugins = [...(withMath?.rehype ?? []), ...((wantsColours && colours) || []), markPlaceholders, tame];
    return render({
      children: withMath ? asDollars(text) : text,
      remarkPlugins: remarkPlugins as Options['remarkPlugins'],
      rehypePlugins: rehypePlugins as Options['rehypePlugins'],
      components,
      skipHtml: true,
    });
  };
  if (growing) return make();
  const kind = [start, wantsMath && math !== null, wantsColours && colours !== null];
  const spans = unsupported.map(span => `${span.message_start}-${span.message_end}`);
  return rendered.of(`${[...kind, ...spans].join()} ${source}`, make);
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
  a: ({ href, children }) => <AnswerLink href={href}>{children}</AnswerLink>,
  img: ({ src, alt }) => <NamedImage src={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  input: ({ checked }) => <Box checked={checked ?? false} />,
  table: ({ children }) => <ScrolledTable>{children}</ScrolledTable>,
  pre: ({ children, node }) => <CodeBlock language={languageOf(node)}>{children}</CodeBlock>,
  mark: ({ children }) => <Unsupported>{children}</Unsupported>,
  span: ({ node, children, ...rest }) => {
    if (node?.properties['dataControl']) return <span className={styles.control}>{children}</span>;
    const placeholder = node?.properties['dataPlaceholder'];
    if (typeof placeholder === 'string') return <Placeholder name={placeholder} />;
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
