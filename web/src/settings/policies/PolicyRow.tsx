import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { moment } from '../../ui/moments';
import type { Policy, PolicyView } from './policiesApi';
import { differences } from './policyDraft';

interface Props {
  policy: PolicyView;
  standard: Policy;
  onAct: (what: 'edit' | 'versions' | 'runs' | 'delete') => void;
}

/** One policy: whom it is for, and how far it departs from the standard. */
export function PolicyRow({ policy, standard, onAct }: Props): ReactNode {
  const { t } = useTranslation('policies');
  const { name, assistant, cases } = policy.policy;
  const own = { ...policy.policy, name: standard.name, assistant: standard.assistant, cases: standard.cases };
  const facts = [
    assistant ? t('for', { assistant }) : t('forAll'),
    t('version', { version: policy.version, at: moment(policy.updated_at) }),
    t('departs', { count: differences(standard, own).length }),
    t('caseCount', { count: cases.length }),
  ];
  return (
    <li className={listing.row} data-testid="policy-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>{facts.join(' · ')}</span>
      </div>
      <span className={listing.actions}>
        <Button variant="subtle" size="compact-sm" onClick={() => onAct('runs')}>
          {t('runs.open')}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => onAct('versions')}>
          {t('versions.open')}
        </Button>
        <IconButton sign="edit" label={t('edit', { name })} onClick={() => onAct('edit')} />
        <IconButton sign="trash" label={t('delete', { name })} onClick={() => onAct('delete')} />
      </span>
    </li>
  );
}
