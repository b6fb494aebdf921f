import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Candidate } from '../api/types';
import { number } from '../ui/moments';
import styles from './Explain.module.css';
import { WideTable } from './Part';

interface Props {
  candidates: readonly Candidate[];
  onWhyNot: (documentId: string) => void;
}

const Columns = 8;

/** What was judged, the best first, with the line below which nothing was taken. */
export function Candidates({ candidates, onWhyNot }: Props): ReactNode {
  const { t } = useTranslation('explain');
  const [open, setOpen] = useState<string | null>(null);
  if (candidates.length === 0) return <p className={styles.words}>{t('candidates.none')}</p>;
  const cut = candidates.findLastIndex(one => one.is_selected);
  const taken = candidates.filter(one => one.is_selected).length;
  return (
    <WideTable label={t('candidates.title')}>
      <thead>
        <tr>
          <th scope="col" data-number>
            {t('candidates.rank')}
          </th>
          <th scope="col">{t('candidates.passage')}</th>
          <th scope="col" data-number>
            {t('candidates.lexical')}
          </th>
          <th scope="col" data-number>
            {t('candidates.similarity')}
          </th>
          <th scope="col" data-number>
            {t('candidates.fused')}
          </th>
          <th scope="col" data-number>
            {t('candidates.score')}
          </th>
          <th scope="col">{t('candidates.outcome')}</th>
          <th scope="col">{t('candidates.more')}</th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((one, index) => (
          <Fragment key={one.chunk_id}>
            <Row
              candidate={one}
              rank={index + 1}
              isOpen={open === one.chunk_id}
              onOpen={() => setOpen(open === one.chunk_id ? null : one.chunk_id)}
              onWhyNot={() => onWhyNot(one.document_id)}
            />
            {index === cut && (
              <tr className={styles.cut} data-testid="cut-off">
                <td colSpan={Columns}>{t('candidates.cut', { count: taken })}</td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </WideTable>
  );
}

interface RowProps {
  candidate: Candidate;
  rank: number;
  isOpen: boolean;
  onOpen: () => void;
  onWhyNot: () => void;
}

function Row({ candidate: one, rank, isOpen, onOpen, onWhyNot }: RowProps): ReactNode {
  const { t } = useTranslation('explain');
  const title = one.title ?? t('untitled');
  const outcome = one.is_selected ? 'selected' : one.is_duplicate ? 'duplicate' : 'leftOut';
  return (
    <>
      <tr data-testid="candidate" data-left-out={one.is_selected ? undefined : true}>
        <td data-number>{number(rank)}</td>
        <th scope="row" data-wide>
          {title}
          {one.heading && <span className={styles.sub}>{one.heading}</span>}
        </th>
        <td data-number>{one.lexical === null ? '–' : number(one.lexical, 2)}</td>
        <td data-number>{one.similarity === null ? '–' : number(one.similarity, 3)}</td>
        <td data-number>{number(one.fused, 4)}</td>
        <td data-number>{number(one.score, 3)}</td>
        <td>
          <span className={styles.tag} data-tone={one.is_selected ? 'good' : one.is_duplicate ? 'warn' : undefined}>
            {t(`candidates.outcomes.${outcome}`)}
          </span>
        </td>
        <td>
          <Button
            variant="subtle"
            size="compact-xs"
            aria-expanded={isOpen}
            aria-label={t('candidates.featuresOf', { rank, title })}
            onClick={onOpen}
          >
            {t('candidates.features')}
          </Button>
          {!one.is_selected && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={t('candidates.whyNotOf', { rank, title })}
              onClick={onWhyNot}
            >
              {t('candidates.whyNot')}
            </Button>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr data-testid="features">
          <td colSpan={Columns}>
            <dl className={styles.features}>
              {Object.entries(one.features).map(([name, value]) => (
                <div key={name}>
                  <dt title={name}>{name.replaceAll('_', ' ')}</dt>
                  <dd className={styles.bar} aria-hidden="true">
                    <i style={{ width: `${Math.min(100, Math.max(0, value * 100))}%` }} />
                  </dd>
                  <dd>{number(value, 3)}</dd>
                </div>
              ))}
            </dl>
          </td>
        </tr>
      )}
    </>
  );
}
