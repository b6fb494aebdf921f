import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { sentenceOf } from '../api/problem';
import { IconButton } from '../ui/IconButton';
import listing from '../ui/Listing.module.css';
import { day } from '../ui/moments';
import { Notice } from '../ui/Notice';
import type { Share } from './shareApi';
import { useRevokeShare } from './shareApi';

interface Props {
  shares: readonly Share[];
  label: string;
  /** Whether each leads to its conversation. */
  linked?: boolean;
}

/** Links that were given out, each of which can be taken back. */
export function ShareRows({ shares, label, linked = false }: Props): ReactNode {
  const { t } = useTranslation('share');
  const revoke = useRevokeShare();
  return (
    <>
      {revoke.error && <Notice tone="danger">{sentenceOf(revoke.error)}</Notice>}
      <ul className={listing.rows} aria-label={label}>
        {shares.map(share => (
          <li key={share.id} className={listing.row} data-testid="share-row">
            <div className={listing.name}>
              {linked ? (
                <Link to={`/c/${share.conversation_id}`} className={listing.title}>
                  {t('shared', { day: day(share.created_at) })}
                </Link>
              ) : (
                <span className={listing.title}>{t('shared', { day: day(share.created_at) })}</span>
              )}
              <span className={listing.facts}>{t('until', { day: day(share.expires_at) })}</span>
            </div>
            <IconButton
              sign="trash"
              label={t('revoke', { day: day(share.created_at) })}
              loading={revoke.isPending && revoke.variables === share.id}
              onClick={() => revoke.mutate(share.id)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
