import { Badge, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
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

/** One claimed domain: its state, the record that proves it, and looking for that. */
export function DomainRow({ domain }: { domain: Domain }): ReactNode {
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
            <Fact label={`Host of the ${domain.record.type} record`} value={domain.record.name} />
            <Fact label="Its value" value={domain.record.value} />
          </>
        )}
        {verify.error && <Notice tone="warn">{sentenceOf(verify.error)}</Notice>}
      </div>
      <Badge variant="light" color={isProven ? 'accent' : domain.state === 'suspended' ? 'danger' : 'gray'}>
        {domain.state}
      </Badge>
      <span className={listing.actions}>
        <Button
          variant="default"
          size="compact-sm"
          loading={verify.isPending}
          aria-label={`Verify ${domain.domain}`}
          onClick={() => verify.mutate(domain.id)}
        >
          {isProven ? 'Look again' : 'Verify'}
        </Button>
        <IconButton sign="trash" label={`Give up ${domain.domain}`} onClick={() => setLeaving(true)} />
      </span>
      {leaving && (
        <Confirm
          title="Give up this domain?"
          act="Give up"
          isBusy={giveUp.isPending}
          problem={giveUp.error}
          onAct={() => giveUp.mutate(domain.id, { onSuccess: () => setLeaving(false) })}
          onClose={() => setLeaving(false)}
        >
          Providers that {domain.domain} is bound to no longer sign in its people.
        </Confirm>
      )}
    </li>
  );
}

function Fact({ label, value }: { label: string; value: string }): ReactNode {
  return (
    <span className={styles.fact}>
      <span>{label}</span>
      <code>{value}</code>
      <CopyButton text={() => value} label={`Copy: ${label}`} />
    </span>
  );
}

function standing(domain: Domain): string {
  if (domain.state === 'suspended' && domain.suspended_at) return `Suspended since ${moment(domain.suspended_at)}`;
  if (domain.suspends_at) return `The record is missing. The domain counts until ${moment(domain.suspends_at)}`;
  if (domain.verified_at) return `Proven since ${moment(domain.verified_at)}`;
  return domain.checked_at ? `Not found at ${moment(domain.checked_at)}` : 'Publish this record, then verify.';
}
