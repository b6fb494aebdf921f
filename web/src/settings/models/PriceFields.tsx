import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';

/** The refusals that are shown at the fields of a price. */
export const shownPrices = ['price', 'price.input_per_mtok', 'price.output_per_mtok'];

export interface Price {
  input: string;
  output: string;
}

interface Props {
  value: Price;
  errors: Readonly<Record<string, string>>;
  onChange: (value: Price) => void;
}

/** What a million tokens cost, as decimal numbers with a point, for the server counts money in those. */
export function PriceFields({ value, errors, onChange }: Props): ReactNode {
  const { t } = useTranslation('models');
  return (
    <>
      <TextField
        label={t('price.input')}
        description={t('price.words')}
        inputMode="decimal"
        value={value.input}
        onText={input => onChange({ ...value, input })}
        error={errors['price.input_per_mtok'] ?? errors['price']}
        required
      />
      <TextField
        label={t('price.output')}
        inputMode="decimal"
        value={value.output}
        onText={output => onChange({ ...value, output })}
        error={errors['price.output_per_mtok']}
        required
      />
    </>
  );
}
