import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon';
import { later } from '../ui/later';
import { OnUse } from '../ui/OnUse';
import styles from './Composer.module.css';
import { refusalOf, useModels } from './modelsApi';

const ModelMenu = later(() => import('./ModelMenu'));

interface Props {
  chosen: string | undefined;
  onChoose: (model: string | undefined) => void;
  hasImages: boolean;
}

/** Which model answers next, what each can do, and why one cannot be chosen. */
export function ModelPicker({ chosen, onChoose, hasImages }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const current = useModels().data?.find(model => model.id === chosen);
  const warning = current && refusalOf(current, hasImages);
  const button = (
    <button
      type="button"
      className={styles.picker}
      data-testid="model"
      data-warned={warning !== null && warning !== undefined ? true : undefined}
      aria-label={t('model.label', { model: chosen ?? t('model.automatic') })}
    >
      <Icon sign="model" size={16} />
      <span>{chosen ?? t('model.automatic')}</span>
    </button>
  );
  return (
    <OnUse button={button} opens="menu" onNear={ModelMenu.fetch}>
      <ModelMenu button={button} chosen={chosen} onChoose={onChoose} hasImages={hasImages} />
    </OnUse>
  );
}
