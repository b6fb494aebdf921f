import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageSpan } from '../api/types';
import { AsPlain } from './AsPlain';
import type { Block } from './blocks';
import { BlockSplitter } from './blocks';
import { isTooHard } from './hard';
import { MarkdownBlock } from './MarkdownBlock';
import styles from './Markdown.module.css';
import { PlainText } from './PlainText';

interface Props {
  text: string;
  unsupported: readonly MessageSpan[];
  streaming: boolean;
}

const none: readonly MessageSpan[] = [];

/** So much of an answer is built at once; the rest when it is asked for. */
const Step = 60_000;
/** A single block that is longer is no text that somebody formatted. */
const LongestBlock = 40_000;
/** A text that does not grow and is short is one block: cutting it would be reading it twice. */
const Short = 6_000;

/** An answer's Markdown. While it streams, only its last block is parsed and rendered again. */
export default function AnswerMarkdown({ text, unsupported, streaming }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const [splitter] = useState(() => (streaming || text.length > Short ? new BlockSplitter() : null));
  const [reach, setReach] = useState(Step);
  const shown = text.length > reach * 1.2 ? text.slice(0, lineEnd(text, reach)) : text;
  return (
    <div className={styles.markdown} data-streaming={streaming || undefined}>
      <AsPlain key={streaming ? 'growing' : shown.length} fallback={<Plain text={shown} />}>
        <Blocks text={shown} splitter={splitter} unsupported={unsupported} streaming={streaming && shown === text} />
      </AsPlain>
      {shown !== text && (
        <Button variant="default" size="compact-md" onClick={() => setReach(reach + Step)}>
          {t('answer.more')}
        </Button>
      )}
    </div>
  );
}

function Blocks({ text, splitter, unsupported, streaming }: Props & { splitter: BlockSplitter | null }): ReactNode {
  if (isTooHard(text)) return <Plain text={text} />;
  const blocks: readonly Block[] = splitter?.split(text) ?? [{ start: 0, source: text }];
  return blocks.map((block, index) =>
    block.source.length > LongestBlock ? (
      <Plain key={index} text={block.source} />
    ) : (
      <MarkdownBlock
        // Blocks never change places: the text only grows or is cut at its end.
        key={index}
        start={block.start}
        source={block.source}
        unsupported={spansIn(unsupported, block.start, block.start + block.source.length)}
        growing={streaming && index === blocks.length - 1}
      />
    ),
  );
}

function Plain({ text }: { text: string }): ReactNode {
  return (
    <div className={styles.plain}>
      <PlainText text={text} />
    </div>
  );
}

function spansIn(spans: readonly MessageSpan[], start: number, end: number): readonly MessageSpan[] {
  const inside = spans.filter(span => span.message_start < end && span.message_end > start);
  return inside.length === 0 ? none : inside;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 || end > from + 2000 ? from : end;
}
