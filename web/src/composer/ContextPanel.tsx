import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { BranchContext } from '../api/types';
import { Notice } from '../ui/Notice';
import { OpenedPanel } from '../ui/OpenedPanel';
import type { OpenerElement } from '../ui/useOpened';
import styles from './Composer.module.css';
import { useCompacting } from './contextApi';

interface FactsProps {
  use: BranchContext;
  conversationId: string;
  leaf: string | null;
  onShow: (messageId: string) => void;
}

/** What the model reads of the conversation, and what became of the rest. */
export default function ContextPanel({ button, onShow, ...facts }: FactsProps & { button: OpenerElement }): ReactNode {
  return (
    <OpenedPanel button={button} position="top-start" className={styles.contextPanel} testId="context-panel">
      {close => (
        <ContextFacts
          {...facts}
          onShow={id => {
            close();
            onShow(id);
          }}
        />
      )}
    </OpenedPanel>
  );
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
