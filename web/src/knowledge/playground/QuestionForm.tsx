import { Button, Group, NumberInput, Textarea } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../settings/Choice';
import styles from './Playground.module.css';
import { SaidBefore } from './SaidBefore';
import type { Question, Said } from './searchApi';
import { modes } from './searchApi';

const Most = 100;
const Usual = 6;

/** Asks for a question, how it is looked for, and what was said before it. */
export function QuestionForm({ isBusy, onAsk }: { isBusy: boolean; onAsk: (question: Question) => void }): ReactNode {
  const { t } = useTranslation('knowledge');
  const [query, setQuery] = useState('');
  const [mode, setMode] = useState<Question['mode']>('auto');
  const [topK, setTopK] = useState<number | string>(Usual);
  const [history, setHistory] = useState<readonly Said[]>([]);
  const isReady = query.trim() !== '' && !isBusy;
  const ask = () => {
    if (!isReady) return;
    const top = Math.min(Most, Math.max(1, Number(topK) || Usual));
    onAsk({ query: query.trim(), mode, top_k: top, history: history.filter(said => said.content.trim() !== '') });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    ask();
  };
  return (
    <form
      className={styles.form}
      aria-label={t('places.search')}
      data-testid="playground-form"
      onSubmit={event => {
        event.preventDefault();
        ask();
      }}
    >
      <Textarea
        label={t('playground.query')}
        description={t('playground.queryWords')}
        value={query}
        onChange={event => setQuery(event.currentTarget.value)}
        onKeyDown={keys}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={4000}
        data-testid="playground-query"
      />
      <Group align="flex-end" gap="sm">
        <Choice
          label={t('playground.mode')}
          data={modes.map(one => ({ value: one, label: t(`playground.modes.${one}`) }))}
          value={mode}
          onPick={value => setMode(value as Question['mode'])}
          w={230}
        />
        <NumberInput
          label={t('playground.top')}
          value={topK}
          onChange={setTopK}
          min={1}
          max={Most}
          allowDecimal={false}
          w={110}
        />
        <Button type="submit" loading={isBusy} disabled={!isReady} data-testid="playground-search">
          {t('playground.search')}
        </Button>
      </Group>
      <SaidBefore history={history} onChange={setHistory} />
    </form>
  );
}
