import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, restOf } from '../../api/problem';
import listing from '../../ui/Listing.module.css';
import { moment } from '../../ui/moments';
import { TextField } from '../../ui/TextField';
import { SettingForm } from '../SettingForm';
import type { Deployment } from './deploymentsApi';
import { usePrices, useSetPrice } from './deploymentsApi';
import { PriceFields, shownPrices } from './PriceFields';

const Since = 'price.valid_from';

/** Says what a deployment costs from a moment on, beside what it cost and will cost. */
export function PriceForm({ deployment, onClose }: { deployment: Deployment; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['models', 'common']);
  const prices = usePrices(deployment.id);
  const set = useSetPrice(deployment.id);
  const [price, setPrice] = useState({
    input: deployment.price?.input_per_mtok ?? '0',
    output: deployment.price?.output_per_mtok ?? '0',
  });
  const [from, setFrom] = useState('');
  const errors = fieldsOf(set.error);
  const body = () => ({
    input_per_mtok: price.input.trim(),
    output_per_mtok: price.output.trim(),
    ...(from === '' ? {} : { valid_from: new Date(from).toISOString() }),
  });
  const title = t('price.title', { name: deployment.name });
  return (
    <Modal opened onClose={onClose} title={title} centered>
      {prices.items.length > 0 && (
        <ul className={listing.rows} aria-label={t('price.all')}>
          {prices.items.map(item => (
            <li key={item.valid_from} className={listing.row} data-testid="price-row">
              <div className={listing.name}>
                <span>{t('deployments.price', { input: item.input_per_mtok, output: item.output_per_mtok })}</span>
                <span className={listing.facts}>
                  {item.valid_from ? t('price.since', { at: moment(item.valid_from) }) : t('price.ever')}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      <SettingForm
        name={title}
        testId="price-form"
        act={t('common:save')}
        change={{ ...set, error: restOf(set.error, [...shownPrices, Since]) }}
        onSubmit={() => set.mutate(body(), { onSuccess: onClose })}
      >
        <PriceFields value={price} errors={errors} onChange={setPrice} />
        <TextField
          label={t('price.from')}
          description={t('price.fromWords')}
          type="datetime-local"
          value={from}
          onText={setFrom}
          error={errors[Since]}
        />
      </SettingForm>
    </Modal>
  );
}
