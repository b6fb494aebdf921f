import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Secret } from '../Secret';
import { useRenewCodes } from './securityApi';
import { WithProof } from './WithProof';

/** Makes new recovery codes, and shows them once. */
export function RenewCodes({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const renew = useRenewCodes();
  return (
    <Modal opened onClose={onClose} title={t('factor.newCodesTitle')} centered>
      {renew.data ? (
        <Secret label={t('factor.keepCodes')} value={renew.data.recovery_codes.join(' ')} />
      ) : (
        <WithProof act={t('factor.makeCodes')} change={renew} onAct={proof => renew.mutate(proof)}>
          {t('factor.codesWords')}
        </WithProof>
      )}
    </Modal>
  );
}
