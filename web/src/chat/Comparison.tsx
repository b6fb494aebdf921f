import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AssistantMessage } from './AssistantMessage';
import type { Compared } from './compared';
import styles from './Comparison.module.css';
import { besideItem } from './thread';
import type { ThreadItem } from './thread';

/** The two answers: beside each other where there is room, behind tabs on a phone. */
export default function Comparison({ item, compared }: { item: ThreadItem; compared: Compared }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const [shown, setShown] = useState<0 | 1>(1);
  const { kept, turn } = compared;
  const other = kept ? { key: kept.id, message: kept, turn, pending: false } : besideItem(turn!, item.message);
  const isWritten = kept !== null && kept.state !== 'running';
  const otherId = isWritten ? kept.id : (turn?.state.end?.data.message?.id ?? null);
  const isRefused = turn?.phase === 'refused';
  const sides = [
    { item, name: item.message.model ?? t('compare.first'), id: item.pending ? null : item.message.id },
    { item: other, name: compared.model ?? t('compare.second'), id: otherId },
  ] as const;
  return (
    <section className={styles.comparison} data-testid="comparison" data-shown={shown} aria-label={t('compare.label')}>
      <div className={styles.tabs} role="tablist" aria-label={t('compare.label')}>
        {sides.map((side, index) => (
          <button
            key={side.item.key}
            type="button"
            role="tab"
            aria-selected={shown === index}
            onClick={() => setShown(index as 0 | 1)}
          >
            {side.name}
          </button>
        ))}
      </div>
      {sides.map((side, index) => (
        <div key={side.item.key} className={styles.side} data-index={index}>
          <h3>{side.name}</h3>
          <AssistantMessage
            message={side.item.message}
            turn={side.item.turn}
            pending={side.item.pending}
            foot={
              <div className={styles.foot}>
                <Button
                  size="compact-md"
                  variant="default"
                  disabled={side.id === null}
                  data-testid="choose-answer"
                  onClick={() => side.id !== null && compared.choose(side.id)}
                >
                  {t('compare.choose')}
                </Button>
                {index === 1 && isRefused && (
                  <Button size="compact-md" variant="subtle" onClick={compared.close}>
                    {t('common:close')}
                  </Button>
                )}
              </div>
            }
          />
        </div>
      ))}
    </section>
  );
}
