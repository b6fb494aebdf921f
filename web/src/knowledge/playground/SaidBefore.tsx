import { Button, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import styles from './Playground.module.css';
import type { Said } from './searchApi';

interface Props {
  history: readonly Said[];
  onChange: (history: readonly Said[]) => void;
}

const Most = 50;

/** The conversation before a question, for questions that lean on one. */
export function SaidBefore({ history, onChange }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  const next = history.at(-1)?.role === 'user' ? 'assistant' : 'user';
  return (
    <div className={styles.history}>
      {history.map((said, index) => (
        <div key={index} className={styles.said}>
          <Textarea
            label={t(`playground.said.${said.role}`)}
            value={said.content}
            onChange={event => {
              const content = event.currentTarget.value;
              onChange(history.map((one, at) => (at === index ? { ...one, content } : one)));
            }}
            autosize
            minRows={1}
            maxRows={5}
            flex={1}
          />
          <IconButton
            sign="close"
            label={t('playground.remove', { number: index + 1 })}
            onClick={() => onChange(history.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {history.length < Most && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => onChange([...history, { role: next, content: '' }])}
          data-testid="add-said"
        >
          {history.length === 0 ? t('playground.history') : t(`playground.add.${next}`)}
        </Button>
      )}
    </div>
  );
}
