import { Button, Modal, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import listing from '../../ui/Listing.module.css';
import { moment } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import type { Policy, PolicyView } from './policiesApi';
import { useVersions } from './policiesApi';
import { differences } from './policyDraft';
import { PolicyEditor } from './PolicyEditor';

/** All versions of a policy: what each changed, and a way back to it. */
export function Versions({ policy, onClose }: { policy: PolicyView; onClose: () => void }): ReactNode {
  const { t } = useTranslation('policies');
  const versions = useVersions(policy.id);
  const [restoring, setRestoring] = useState<Policy | null>(null);
  const all = versions.data?.data ?? [];
  if (restoring) return <PolicyEditor kept={policy} from={restoring} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('versions.title', { name: policy.policy.name })} centered size="lg">
      {versions.isPending && <Skeleton height={120} />}
      {versions.error && <Notice tone="danger">{sentenceOf(versions.error)}</Notice>}
      <ul className={listing.rows} aria-label={t('versions.open')}>
        {all.map((one, at) => {
          const before = all[at + 1];
          const changed = before ? differences(before.policy, one.policy) : [t('versions.first')];
          return (
            <li key={one.version} className={listing.row} data-testid="version-row">
              <div className={listing.name}>
                <span className={listing.title}>
                  {t('version', { version: one.version, at: moment(one.updated_at) })}
                </span>
                {(changed.length > 0 ? changed : [t('versions.same')]).map(line => (
                  <span key={line} className={listing.facts}>
                    {line}
                  </span>
                ))}
              </div>
              {at > 0 && (
                <Button variant="subtle" size="compact-sm" onClick={() => setRestoring(one.policy)}>
                  {t('versions.restore', { version: one.version })}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Modal>
  );
}
