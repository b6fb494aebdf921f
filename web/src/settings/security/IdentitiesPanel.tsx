import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { day } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import { ListBody, Panel } from '../Panel';
import type { Identity } from './identitiesApi';
import { useIdentities, useLinkIdentity, useOffers, useUnlinkIdentity } from './identitiesApi';
import { linkErrorOf } from './linkErrors';
import { WithProof } from './WithProof';

/** The identity providers by which one signs in oneself. */
export function IdentitiesPanel(): ReactNode {
  const linked = useIdentities();
  const offers = useOffers();
  const [search] = useSearchParams();
  const [linking, setLinking] = useState<{ id: string; name: string } | null>(null);
  const [leaving, setLeaving] = useState<Identity | null>(null);
  const open = (offers.data?.data ?? []).filter(offer => !linked.items.some(own => own.provider === offer.id));
  const failure = linkErrorOf(search.get('identity_error'));
  if (linked.items.length === 0 && open.length === 0 && failure === null) return null;
  return (
    <Panel title="Linked accounts" lead="Accounts elsewhere by which you can sign in here.">
      {failure && <Notice tone="danger">{failure}</Notice>}
      {search.has('identity_linked') && <Notice>The account is linked. From now on you can sign in by it.</Notice>}
      <ListBody list={linked} none="None is linked yet.">
        <ul className={listing.rows} aria-label="Linked accounts">
          {linked.items.map(own => (
            <li key={own.provider} className={listing.row} data-testid="identity-row">
              <div className={listing.name}>
                <span className={listing.title}>{own.name}</span>
                <span className={listing.facts}>
                  {[`since ${day(own.linked_at)}`, own.enabled ? null : 'switched off', own.removable ? null : lastWay]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              {own.removable && (
                <IconButton sign="trash" label={`Unlink ${own.name}`} onClick={() => setLeaving(own)} />
              )}
            </li>
          ))}
        </ul>
      </ListBody>
      {open.map(offer => (
        <Button key={offer.id} variant="default" mt="sm" mr="xs" onClick={() => setLinking(offer)}>
          Link {offer.name}
        </Button>
      ))}
      {linking && <Link provider={linking} onClose={() => setLinking(null)} />}
      {leaving && <Unlink identity={leaving} onClose={() => setLeaving(null)} />}
    </Panel>
  );
}

const lastWay = 'your only way to sign in';

function Link({ provider, onClose }: { provider: { id: string; name: string }; onClose: () => void }): ReactNode {
  const link = useLinkIdentity();
  return (
    <Modal opened onClose={onClose} title={`Link ${provider.name}`} centered>
      <WithProof
        act="Go there"
        change={link}
        onAct={proof =>
          link.mutate({ provider: provider.id, ...proof }, { onSuccess: begun => window.location.assign(begun.url) })
        }
      >
        You sign in at {provider.name} once, and come back here.
      </WithProof>
    </Modal>
  );
}

function Unlink({ identity, onClose }: { identity: Identity; onClose: () => void }): ReactNode {
  const unlink = useUnlinkIdentity();
  return (
    <Modal opened onClose={onClose} title={`Unlink ${identity.name}`} centered>
      <WithProof
        act="Unlink"
        change={unlink}
        onAct={proof => unlink.mutate({ provider: identity.provider, ...proof }, { onSuccess: onClose })}
      >
        You can no longer sign in by {identity.name}, and leave the groups that it put you into.
      </WithProof>
    </Modal>
  );
}
