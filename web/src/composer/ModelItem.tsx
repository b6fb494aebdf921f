import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../api/types';
import { Icon } from '../ui/Icon';
import styles from './Composer.module.css';
import { refusalOf } from './modelsApi';

interface Props {
  model: Model;
  isChosen?: boolean;
  hasImages: boolean;
  onChoose: () => void;
}

/** A model in a menu: what it can do, or why it cannot be chosen. */
export function ModelItem({ model, isChosen = false, hasImages, onChoose }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const refusal = refusalOf(model, hasImages);
  const abilities = (['vision', 'tools', 'json'] as const).filter(ability => model.abilities.includes(ability));
  const isExtractive = model.owned_by === 'extractive';
  const facts = [
    isExtractive ? t('model.extractive') : null,
    t('model.context', { count: Math.round(model.context_tokens / 1000) }),
    ...abilities.map(ability => t(`model.ability.${ability}`)),
  ];
  return (
    <Menu.Item
      onClick={onChoose}
      disabled={refusal !== null}
      rightSection={isChosen && <Icon sign="check" size={16} />}
      data-testid="model-option"
    >
      <span className={styles.modelName}>{model.id}</span>
      <span className={styles.modelHint}>
        {refusal !== null ? t(`model.refusal.${refusal}`) : facts.filter(Boolean).join(' · ')}
      </span>
    </Menu.Item>
  );
}
