import { Code, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import styles from '../Settings.module.css';
import { PreviewResult } from './PreviewResult';
import { useTestOutcome } from './providersApi';

/** What came of a test sign-in. */
export function TestOutcome({
  provider,
  test,
  onClose,
}: {
  provider: string;
  test: string;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const outcome = useTestOutcome(provider, test);
  const shown = outcome.data;
  return (
    <Modal opened onClose={onClose} title={t('test.title')} centered size="lg">
      {outcome.error && <Notice tone="danger">{sentenceOf(outcome.error)}</Notice>}
      {shown && (
        <div className={styles.form} data-testid="provider-test">
          {shown.state === 'waiting' && <Notice>{t('test.waiting')}</Notice>}
          {shown.state === 'failed' && (
            <Notice tone="danger">{t('test.failed', { reason: shown.reason ?? shown.code })}</Notice>
          )}
          {shown.preview && <PreviewResult preview={shown.preview} />}
          {shown.claims !== null && <Code block>{JSON.stringify(shown.claims, null, 2)}</Code>}
        </div>
      )}
    </Modal>
  );
}
