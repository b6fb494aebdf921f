import { Button, Group } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { TextField } from '../../ui/TextField';
import { ListBody, Panel } from '../Panel';
import { DomainRow } from './DomainRow';
import { useClaimDomain, useDomains } from './domainsApi';

const exampleDomain = 'example.com';

/** The e-mail domains that the tenant says are its own, and their proof. */
export function DomainsPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const domains = useDomains();
  const claim = useClaimDomain();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    claim.mutate(name.trim(), { onSuccess: () => setName('') });
  };
  return (
    <Panel title={t('domains.title')} lead={t('domains.lead')}>
      <form onSubmit={submit} aria-label={t('domains.claim')} data-testid="domain-form">
        <Group align="flex-end">
          <TextField
            label={t('domains.label')}
            placeholder={exampleDomain}
            value={name}
            onText={setName}
            autoCapitalize="none"
            required
            flex={1}
          />
          <Button type="submit" loading={claim.isPending}>
            {t('domains.claimAct')}
          </Button>
        </Group>
      </form>
      {claim.error && <Notice tone="danger">{sentenceOf(claim.error)}</Notice>}
      <ListBody list={domains} none={t('domains.none')}>
        <ul className={listing.rows} aria-label={t('domains.title')}>
          {domains.items.map(domain => (
            <DomainRow key={domain.id} domain={domain} />
          ))}
        </ul>
      </ListBody>
    </Panel>
  );
}
