import { Badge, Button, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { moment } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import { ListBody, Panel } from '../Panel';
import { save } from './save';
import { useCollects, useDeleteExample, useExamples, useExport, useSetCollects } from './trainingApi';
import { kindWord } from './words';

/** What was decided, as examples for training of the tenant's own; nothing before somebody agrees. */
export function TrainingPanel(): ReactNode {
  const { t } = useTranslation('reviews');
  const collects = useCollects();
  const set = useSetCollects();
  const examples = useExamples();
  const remove = useDeleteExample();
  const download = useExport();
  const error = set.error ?? remove.error ?? download.error;
  return (
    <Panel
      title={t('training.title')}
      lead={t('training.lead')}
      action={
        examples.items.length > 0 && (
          <Button
            variant="default"
            loading={download.isPending}
            onClick={() =>
              download.mutate(undefined, { onSuccess: file => save(file as unknown as Blob, t('training.file')) })
            }
          >
            {t('training.export')}
          </Button>
        )
      }
    >
      {error && <Notice tone="danger">{sentenceOf(error)}</Notice>}
      <Switch
        label={t('training.collects')}
        checked={collects.data?.collects ?? false}
        disabled={collects.isPending || set.isPending}
        onChange={event => set.mutate(event.currentTarget.checked)}
        data-testid="collects"
      />
      <ListBody list={examples} none={t('training.none')}>
        <ul className={listing.rows} aria-label={t('training.title')}>
          {examples.items.map(example => (
            <li key={example.id} className={listing.row}>
              <span className={listing.name}>
                <span className={listing.title}>{example.text}</span>
                <span className={listing.facts}>
                  {example.kinds.map(kindWord).join(', ')} · {moment(example.created_at)}
                </span>
              </span>
              <Badge variant="light">{t(example.label === 'allow' ? 'training.allow' : 'training.block')}</Badge>
              <IconButton sign="trash" label={t('training.delete')} onClick={() => remove.mutate(example.id)} />
            </li>
          ))}
        </ul>
      </ListBody>
    </Panel>
  );
}
