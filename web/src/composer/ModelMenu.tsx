import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon';
import { OpenedMenu } from '../ui/OpenedMenu';
import type { OpenerElement } from '../ui/useOpened';
import styles from './Composer.module.css';
import { ModelItem } from './ModelItem';
import { useModels } from './modelsApi';

interface Props {
  button: OpenerElement;
  chosen: string | undefined;
  onChoose: (model: string | undefined) => void;
  hasImages: boolean;
}

/** The models that can be chosen, and what each can do. */
export default function ModelMenu({ button, chosen, onChoose, hasImages }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const models = useModels();
  const known = models.data ?? [];
  return (
    <OpenedMenu button={button} position="top-start" width={320}>
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
    </OpenedMenu>
  );
}
