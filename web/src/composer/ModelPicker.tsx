import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../api/types';
import { Icon } from '../ui/Icon';
import styles from './Composer.module.css';
import { refusalOf, useModels } from './modelsApi';

interface Props {
  chosen: string | undefined;
  onChoose: (model: string | undefined) => void;
  hasImages: boolean;
}

/** Which model answers next, what each can do, and why one cannot be chosen. */
export function ModelPicker({ chosen, onChoose, hasImages }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const [isOpen, setOpen] = useState(false);
  const models = useModels();
  const known = models.data ?? [];
  const current = known.find(model => model.id === chosen);
  const warning = current && refusalOf(current, hasImages);
  return (
    <Menu opened={isOpen} onChange={setOpen} position="top-start" shadow="md" width={320} withinPortal>
      <Menu.Target>
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
      </Menu.Target>
      <Menu.Dropdown className={styles.models}>
        <Menu.Item
          onClick={() => onChoose(undefined)}
          rightSection={chosen === undefined && <Icon sign="check" size={16} />}
          data-testid="model-option"
        >
          <span className={styles.modelName}>{t('model.automatic')}</span>
          <span className={styles.modelHint}>{t('model.automaticHint')}</span>
        </Menu.Item>
        {known.map(model => (
          <ModelItem
            key={model.id}
            model={model}
            isChosen={model.id === chosen}
            hasImages={hasImages}
            onChoose={() => onChoose(model.id)}
          />
        ))}
        {known.length === 0 && models.isSuccess && <Menu.Label>{t('model.none')}</Menu.Label>}
        {models.isError && <Menu.Label>{t('model.unknown')}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ItemProps {
  model: Model;
  isChosen?: boolean;
  hasImages: boolean;
  onChoose: () => void;
}

export function ModelItem({ model, isChosen = false, hasImages, onChoose }: ItemProps): ReactNode {
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
