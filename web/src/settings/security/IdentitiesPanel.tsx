import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
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
  const { t } = useTranslation('settings');
  const linked = useIdentities();
  const offers = useOffers();
  const [search] = useSearchParams();
  const [linking, setLinking] = useState<{ id: string; name: string } | null>(null);
  const [leaving, setLeaving] = useState<Identity | null>(null);
  const open = (offers.data?.data ?? []).filter(offer => !linked.items.some(own => own.provider === offer.id));
  const failure = linkErrorOf(search.get('identity_error'));
  if (linked.items.length === 0 && open.length === 0 && failure === null) return null;
  return (
    <Panel title={t('identities.title')} lead={t('identities.lead')}>
      {failure && <Notice tone="danger">{failure}</Notice>}
      {search.has('identity_linked') && <Notice>{t('identities.linked')}</Notice>}
      <ListBody list={linked} none={t('identities.none')}>
        <ul className={listing.rows} aria-label={t('identities.title')}>
          {linked.items.map(own => (
            <li key={own.provider} className={listing.row} data-testid="identity-row">
              <div className={listing.name}>
                <span className={listing.title}>{own.name}</span>
                <span className={listing.facts}>
                  {[
                    t('identities.since', { day: day(own.linked_at) }),
                    own.enabled ? null : t('identities.off'),
                    own.removable ? null : t('identities.last'),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              {own.removable && (
                <IconButton
                  sign="trash"
                  label={t('identities.unlink', { name: own.name })}
                  onClick={() => setLeaving(own)}
                />
              )}
            </li>
          ))}
        </ul>
      </ListBody>
      {open.map(offer => (
        <Button key={offer.id} variant="default" mt="sm" mr="xs" onClick={() => setLinking(offer)}>
          {t('identities.link', { name: offer.name })}
        </Button>
      ))}
      {linking && <Link provider={linking} onClose={() => setLinking(null)} />}
      {leaving && <Unlink identity={leaving} onClose={() => setLeaving(null)} />}
    </Panel>
  );
}

function Link({ provider, onClose }: { provider: { id: string; name: string }; onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const link = useLinkIdentity();
  return (
    <Modal opened onClose={onClose} title={t('identities.link', { name: provider.name })} centered>
      <WithProof
        act={t('identities.go')}
        change={link}
        onAct={proof =>
          link.mutate({ provider: provider.id, ...proof }, { onSuccess: begun => window.location.assign(begun.url) })
        }
      >
        {t('identities.linkWords', { name: provider.name })}
      </WithProof>
    </Modal>
  );
}

function Unlink({ identity, onClose }: { identity: Identity; onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const unlink = useUnlinkIdentity();
  return (
    <Modal opened onClose={onClose} title={t('identities.unlink', { name: identity.name })} centered>
      <WithProof
        act={t('identities.unlinkAct')}
        change={unlink}
        onAct={proof => unlink.mutate({ provider: identity.provider, ...proof }, { onSuccess: onClose })}
      >
        {t('identities.unlinkWords', { name: identity.name })}
      </WithProof>
    </Modal>
  );
}
