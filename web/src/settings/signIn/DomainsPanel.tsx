import { Button, Group } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { TextField } from '../../ui/TextField';
import { ListBody, Panel } from '../Panel';
import { DomainRow } from './DomainRow';
import { useClaimDomain, useDomains } from './domainsApi';

/** The e-mail domains that the tenant says are its own, and their proof. */
export function DomainsPanel(): ReactNode {
  const domains = useDomains();
  const claim = useClaimDomain();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    claim.mutate(name.trim(), { onSuccess: () => setName('') });
  };
  return (
    <Panel title="E-mail domains" lead="A domain that is proven to be yours can be bound to an identity provider.">
      <form onSubmit={submit} aria-label="Claim a domain" data-testid="domain-form">
        <Group align="flex-end">
          <TextField
            label="Domain"
            placeholder="example.com"
            value={name}
            onText={setName}
            autoCapitalize="none"
            required
            flex={1}
          />
          <Button type="submit" loading={claim.isPending}>
            Claim
          </Button>
        </Group>
      </form>
      {claim.error && <Notice tone="danger">{sentenceOf(claim.error)}</Notice>}
      <ListBody list={domains} none="No domain is claimed yet.">
        <ul className={listing.rows} aria-label="E-mail domains">
          {domains.items.map(domain => (
            <DomainRow key={domain.id} domain={domain} />
          ))}
        </ul>
      </ListBody>
    </Panel>
  );
}
