import { Code, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import styles from '../Settings.module.css';
import { useTestOutcome } from './providersApi';

const outcomes: Record<string, string> = {
  signs_in: 'They would be signed in.',
  links: 'Their account would be tied to this provider, and they would be signed in.',
  creates: 'They would get an account, and be signed in.',
  refused: 'They would be refused.',
};

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
          <Notice tone={shown.state === 'failed' ? 'danger' : 'quiet'}>
            {shown.state === 'waiting' && 'Nobody has come back from the provider yet.'}
            {shown.state === 'failed' && `It failed: ${shown.reason ?? shown.code}.`}
            {shown.state === 'passed' && (outcomes[shown.preview?.outcome ?? ''] ?? 'It passed.')}
          </Notice>
          {shown.claims !== null && <Code block>{JSON.stringify(shown.claims, null, 2)}</Code>}
        </div>
      )}
    </Modal>
  );
}
