import type { ReactNode } from 'react';
import { useState } from 'react';
import type { MessageSpan } from '../api/types';
import { BlockSplitter } from './blocks';
import { MarkdownBlock } from './MarkdownBlock';
import styles from './Markdown.module.css';

interface Props {
  text: string;
  unsupported: readonly MessageSpan[];
  streaming: boolean;
}

const none: readonly MessageSpan[] = [];

/** An answer's Markdown. While it streams, only its last block is parsed and rendered again. */
export default function AnswerMarkdown({ text, unsupported, streaming }: Props): ReactNode {
  const [splitter] = useState(() => new BlockSplitter());
  const blocks = splitter.split(text);
  return (
    <div className={styles.markdown} data-streaming={streaming || undefined}>
      {blocks.map((block, index) => (
        <MarkdownBlock
          // Blocks never change places: the text only grows or is cut at its end.
          key={index}
          start={block.start}
          source={block.source}
          unsupported={spansIn(unsupported, block.start, block.start + block.source.length)}
          growing={streaming && index === blocks.length - 1}
        />
      ))}
    </div>
  );
}

function spansIn(spans: readonly MessageSpan[], start: number, end: number): readonly MessageSpan[] {
  const inside = spans.filter(span => span.message_start < end && span.message_end > start);
  return inside.length === 0 ? none : inside;
}
