import { Code, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
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
  const outcome = useTestOutcome(provider, test);
  const shown = outcome.data;
  return (
    <Modal opened onClose={onClose} title="Test of the sign-in" centered size="lg">
      {outcome.error && <Notice tone="danger">{sentenceOf(outcome.error)}</Notice>}
      {shown && (
        <div className={styles.form} data-testid="provider-test">
          {shown.state === 'waiting' && <Notice>Nobody has come back from the provider yet.</Notice>}
          {shown.state === 'failed' && <Notice tone="danger">It failed: {shown.reason ?? shown.code}.</Notice>}
          {shown.preview && <PreviewResult preview={shown.preview} />}
          {shown.claims !== null && <Code block>{JSON.stringify(shown.claims, null, 2)}</Code>}
        </div>
      )}
    </Modal>
  );
}
