import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { Message } from '../api/types';
import { ModelItem } from '../composer/ModelItem';
import { useModels } from '../composer/modelsApi';
import { Confirm } from '../ui/Confirm';
import { Icon } from '../ui/Icon';
import { Notice } from '../ui/Notice';
import { OpenedMenu } from '../ui/OpenedMenu';
import type { OpenerElement } from '../ui/useOpened';
import { useMessageActions } from './messageActions';

/** The menu of a message, which opens as it appears. */
export default function OpenMenu({ message, button }: { message: Message; button: OpenerElement }): ReactNode {
  const { t } = useTranslation('chat');
  const actions = useMessageActions();
  const [deleting, setDeleting] = useState<'ask' | 'busy' | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);
  const [forkProblem, setForkProblem] = useState<unknown>(null);
  const isAnswer = message.role === 'assistant';
  const remove = () => {
    setDeleting('busy');
    actions.remove(message).catch((error: unknown) => {
      setProblem(error instanceof Error ? error : new Error(sentenceOf(error)));
      setDeleting('ask');
    });
  };
  return (
    <>
      <OpenedMenu button={button} position="bottom-start" width={290}>
        {isAnswer && <Again message={message} />}
        <Menu.Item
          leftSection={<Icon sign="fork" size={16} />}
          onClick={() => void actions.fork(message).catch(setForkProblem)}
          data-testid="fork"
        >
          {t('actions.fork')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon sign="trash" size={16} />}
          color="danger"
          disabled={!actions.free}
          onClick={() => setDeleting('ask')}
          data-testid="delete-message"
        >
          {t('actions.delete')}
        </Menu.Item>
      </OpenedMenu>
      {forkProblem !== null && <Notice tone="danger">{sentenceOf(forkProblem)}</Notice>}
      {deleting !== null && (
        <Confirm
          title={t('delete.title')}
          act={t('delete.act')}
          isBusy={deleting === 'busy'}
          problem={problem}
          onAct={remove}
          onClose={() => {
            setDeleting(null);
            setProblem(null);
          }}
        >
          {t('delete.words')}
        </Confirm>
      )}
    </>
  );
}

/** Other answers to the same question. */
function Again({ message }: { message: Message }): ReactNode {
  const { t } = useTranslation('chat');
  const actions = useMessageActions();
  const models = (useModels().data ?? []).filter(model => model.abilities.includes('chat'));
  const others = models.filter(model => model.id !== message.model);
  return (
    <>
      <Menu.Label>{t('again.label')}</Menu.Label>
      {(['shorter', 'longer'] as const).map(revise => (
        <Menu.Item
          key={revise}
          leftSection={<Icon sign={revise} size={16} />}
          disabled={!actions.free}
          data-testid={revise}
          onClick={() => actions.regenerate(message, { revise })}
        >
          {t(`again.${revise}`)}
        </Menu.Item>
      ))}
      {others.length > 0 && <Menu.Label>{t('again.otherModel')}</Menu.Label>}
      {others.map(model => (
        <ModelItem
          key={model.id}
          model={model}
          hasImages={false}
          onChoose={() => actions.regenerate(message, { model: model.id })}
        />
      ))}
      {models.length > 0 && <Menu.Label>{t('again.sideBySide')}</Menu.Label>}
      {models.map(model => (
        <Menu.Item
          key={model.id}
          leftSection={<Icon sign="columns" size={16} />}
          data-testid="compare"
          onClick={() => actions.compare(message, model.id)}
        >
          {model.id}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}
