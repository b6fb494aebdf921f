import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Secret } from '../Secret';
import { useRenewCodes } from './securityApi';
import { WithProof } from './WithProof';

/** Makes new recovery codes, and shows them once. */
export function RenewCodes({ onClose }: { onClose: () => void }): ReactNode {
  const renew = useRenewCodes();
  return (
    <Modal opened onClose={onClose} title="New recovery codes" centered>
      {renew.data ? (
        <Secret
          label="Keep these recovery codes in a safe place. Each works once, and they are not shown again."
          value={renew.data.recovery_codes.join(' ')}
        />
      ) : (
        <WithProof act="Make new codes" change={renew} onAct={proof => renew.mutate(proof)}>
          The codes that you have until now stop working.
        </WithProof>
      )}
    </Modal>
  );
}
