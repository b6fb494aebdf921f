import { Button, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { number } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import { useImport } from './useImport';

/** Takes in the conversations that somebody had with ChatGPT. */
export function ImportPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const input = useRef<HTMLInputElement>(null);
  const { step, begin } = useImport();
  const isBusy = step.kind === 'sending' || step.kind === 'working';
  return (
    <Panel
      title={t('import.title')}
      lead={t('import.lead')}
      action={
        <Button loading={isBusy} onClick={() => input.current?.click()}>
          {t('import.choose')}
        </Button>
      }
    >
      <input
        ref={input}
        type="file"
        accept=".zip,.json,application/zip,application/json"
        hidden
        data-testid="import-input"
        aria-label={t('import.file')}
        onChange={event => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) begin(file);
        }}
      />
      <div role="status" data-testid="import-state">
        {step.kind === 'sending' && (
          <>
            <span>{t('import.sending')}</span>
            <Progress value={step.share * 100} size="sm" mt={6} aria-label={t('import.sending')} />
          </>
        )}
        {step.kind === 'working' && (
          <>
            <span>
              {step.total > 0
                ? t('import.working', { done: number(step.done), total: number(step.total) })
                : t('import.waiting')}
            </span>
            <Progress
              value={step.total > 0 ? (100 * step.done) / step.total : 100}
              animated
              size="sm"
              mt={6}
              aria-label={t('import.title')}
            />
          </>
        )}
        {step.kind === 'done' && (
          <Notice tone={step.failed > 0 ? 'warn' : 'quiet'}>
            {t('import.done', { count: step.done })}
            {step.failed > 0 && ` ${t('import.leftOut', { count: step.failed })}`}
          </Notice>
        )}
      </div>
      {step.kind === 'failed' && <Notice tone="danger">{step.sentence ?? sentenceOf(step.error)}</Notice>}
    </Panel>
  );
}
