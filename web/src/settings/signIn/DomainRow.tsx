import { Badge, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Confirm } from '../../ui/Confirm';
import { CopyButton } from '../../ui/CopyButton';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { moment } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import styles from '../Settings.module.css';
import type { Domain } from './domainsApi';
import { useGiveUpDomain, useVerifyDomain } from './domainsApi';
import { i18n } from '../../i18n/i18n';

/** One claimed domain: its state, the record that proves it, and looking for that. */
export function DomainRow({ domain }: { domain: Domain }): ReactNode {
  const { t } = useTranslation('settings');
  const verify = useVerifyDomain();
  const giveUp = useGiveUpDomain();
  const [leaving, setLeaving] = useState(false);
  const isProven = domain.state === 'verified';
  return (
    <li className={listing.row} data-testid="domain-row" data-state={domain.state}>
      <div className={listing.name}>
        <span className={listing.title}>{domain.domain}</span>
        <span className={listing.facts}>{standing(domain)}</span>
        {!isProven && (
          <>
            <Fact label={t('domain.host', { type: domain.record.type })} value={domain.record.name} />
            <Fact label={t('domain.value')} value={domain.record.value} />
          </>
        )}
        {verify.error && <Notice tone="warn">{sentenceOf(verify.error)}</Notice>}
      </div>
      <Badge variant="light" color={isProven ? 'accent' : domain.state === 'suspended' ? 'danger' : 'gray'}>
        {t(`domain.states.${domain.state as 'pending'}`)}
      </Badge>
      <span className={listing.actions}>
        <Button
          variant="default"
          size="compact-sm"
          loading={verify.isPending}
          aria-label={t('domain.verifyName', { domain: domain.domain })}
          onClick={() => verify.mutate(domain.id)}
        >
          {isProven ? t('domain.again') : t('domain.verify')}
        </Button>
        <IconButton
          sign="trash"
          label={t('domain.giveUpName', { domain: domain.domain })}
          onClick={() => setLeaving(true)}
        />
      </span>
      {leaving && (
        <Confirm
          title={t('domain.giveUpTitle')}
          act={t('domain.giveUp')}
          isBusy={giveUp.isPending}
          problem={giveUp.error}
          onAct={() => giveUp.mutate(domain.id, { onSuccess: () => setLeaving(false) })}
          onClose={() => setLeaving(false)}
        >
          {t('domain.giveUpWords', { domain: domain.domain })}
        </Confirm>
      )}
    </li>
  );
}

function Fact({ label, value }: { label: string; value: string }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <span className={styles.fact}>
      <span>{label}</span>
      <code>{value}</code>
      <CopyButton text={() => value} label={t('domain.copyFact', { label })} />
    </span>
  );
}

function standing(domain: Domain): string {
  if (domain.state === 'suspended' && domain.suspended_at)
    return i18n.t('settings:domain.suspendedSince', { at: moment(domain.suspended_at) });
  if (domain.suspends_at) return i18n.t('settings:domain.missing', { at: moment(domain.suspends_at) });
  if (domain.verified_at) return i18n.t('settings:domain.provenSince', { at: moment(domain.verified_at) });
  return domain.checked_at
    ? i18n.t('settings:domain.notFound', { at: moment(domain.checked_at) })
    : i18n.t('settings:domain.publish');
}
