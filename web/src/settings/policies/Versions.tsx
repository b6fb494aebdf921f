import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../../ui/Listing.module.css';
import { moment } from '../../ui/moments';
import { ListBody } from '../Panel';
import type { Policy, PolicyView } from './policiesApi';
import { useVersions } from './policiesApi';
import { differences } from './policyDraft';
import { PolicyEditor } from './PolicyEditor';

/** All versions of a policy: what each changed, and a way back to it. */
export function Versions({ policy, onClose }: { policy: PolicyView; onClose: () => void }): ReactNode {
  const { t } = useTranslation('policies');
  const versions = useVersions(policy.id);
  const [restoring, setRestoring] = useState<Policy | null>(null);
  if (restoring) return <PolicyEditor kept={policy} from={restoring} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t('versions.title', { name: policy.policy.name })} centered size="lg">
      <ListBody list={versions} none={t('versions.same')}>
        <ul className={listing.rows} aria-label={t('versions.open')}>
          {versions.items.map((one, at) => {
            const before = versions.items[at + 1];
            // What the last of a page has changed is told with the next page.
            const first = one.version === 1 ? [t('versions.first')] : [];
            const changed = before ? differences(before.policy, one.policy) : first;
            return (
              <li key={one.version} className={listing.row} data-testid="version-row">
                <div className={listing.name}>
                  <span className={listing.title}>
                    {t('version', { version: one.version, at: moment(one.updated_at) })}
                  </span>
                  {(before && changed.length === 0 ? [t('versions.same')] : changed).map(line => (
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
      </ListBody>
    </Modal>
  );
}
