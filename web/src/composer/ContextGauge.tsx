import { Button, Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { BranchContext } from '../api/types';
import { Notice } from '../ui/Notice';
import styles from './Composer.module.css';
import { useCompacting, useContextUse } from './contextApi';

interface Props {
  conversationId: string;
  leaf: string | null;
  model: string | undefined;
  /** Brings a message that is kept into view. */
  onShow: (messageId: string) => void;
}

/** How much of what the model can read this conversation takes, and what became of the rest. */
export function ContextGauge({ conversationId, leaf, model, onShow }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const [isOpen, setOpen] = useState(false);
  const use = useContextUse(conversationId, leaf, model);
  if (use.data === undefined || use.data === null) return null;
  const share = Math.min(1, use.data.used_tokens / Math.max(1, use.data.budget_tokens));
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" width={320} shadow="md" withinPortal trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={styles.gauge}
          data-testid="context-gauge"
          data-full={share > 0.9 || undefined}
          aria-label={t('context.label', { percent: Math.round(share * 100) })}
          title={t('context.label', { percent: Math.round(share * 100) })}
          onClick={() => setOpen(!isOpen)}
        >
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="7.500" />
            <circle cx="10" cy="10" r="7.500" pathLength={100} strokeDasharray={`${share * 100} 100`} />
          </svg>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.contextPanel} data-testid="context-panel">
        {isOpen && (
          <ContextFacts
            use={use.data}
            conversationId={conversationId}
            leaf={leaf}
            onShow={id => {
              setOpen(false);
              onShow(id);
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

interface FactsProps {
  use: BranchContext;
  conversationId: string;
  leaf: string | null;
  onShow: (messageId: string) => void;
}

function ContextFacts({ use, conversationId, leaf, onShow }: FactsProps): ReactNode {
  const { t, i18n } = useTranslation('chat');
  const compacting = useCompacting(conversationId, leaf);
  const number = (value: number) => value.toLocaleString(i18n.language);
  return (
    <>
      <h2>{t('context.title')}</h2>
      <p>{t('context.used', { used: number(use.used_tokens), budget: number(use.budget_tokens), model: use.model })}</p>
      <p>{t('context.messages', { included: number(use.included.length), count: use.messages })}</p>
      {use.summary ? (
        <details>
          <summary>{t('context.summary', { count: use.summary.messages })}</summary>
          <p dir="auto">{use.summary.text}</p>
        </details>
      ) : (
        use.left_out_count > 0 && <p>{t('context.leftOut', { count: use.left_out_count })}</p>
      )}
      {use.kept.length > 0 && (
        <ul className={styles.kept} aria-label={t('context.kept')}>
          {use.kept.map(item => (
            <li key={`${item.message_id} ${item.reason}`}>
              <button type="button" onClick={() => onShow(item.message_id)}>
                {t(`kept.${item.reason}`)}
              </button>
            </li>
          ))}
        </ul>
      )}
      {compacting.error && <Notice tone="danger">{sentenceOf(compacting.error)}</Notice>}
      {compacting.isSuccess && <Notice>{t('context.compacted')}</Notice>}
      <Button
        size="compact-md"
        variant="default"
        data-testid="compact"
        loading={compacting.isPending}
        onClick={() => compacting.mutate()}
      >
        {t('context.compact')}
      </Button>
      <p className={styles.modelHint}>{t('context.compactHint')}</p>
    </>
  );
}
