import { Modal, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, restOf } from '../../api/problem';
import { TextField } from '../../ui/TextField';
import { SettingForm } from '../SettingForm';
import { useStartRun } from './redTeamApi';

interface Props {
  onClose: () => void;
  onStarted: (id: string) => void;
}

const shown = ['model', 'judge', 'limit'];

/** Begins a run: against which model, judged by whom, and with how many attacks. */
export function StartRun({ onClose, onStarted }: Props): ReactNode {
  const { t } = useTranslation('redTeam');
  const start = useStartRun();
  const [model, setModel] = useState('');
  const [judge, setJudge] = useState('');
  const [limit, setLimit] = useState<number | string>('');
  const errors = fieldsOf(start.error);
  const body = () => ({
    ...(model.trim() === '' ? {} : { model: model.trim() }),
    ...(judge.trim() === '' ? {} : { judge: judge.trim() }),
    ...(typeof limit === 'number' ? { limit } : {}),
  });
  return (
    <Modal opened onClose={onClose} title={t('startTitle')} centered>
      <SettingForm
        name={t('startTitle')}
        testId="run-form"
        act={t('startAct')}
        change={{ ...start, error: restOf(start.error, shown) }}
        onSubmit={() => start.mutate(body(), { onSuccess: report => onStarted(report.run.id) })}
      >
        <p>{t('startWords')}</p>
        <TextField
          label={t('model')}
          description={t('modelWords')}
          value={model}
          onText={setModel}
          error={errors['model']}
          data-autofocus
        />
        <TextField
          label={t('judge')}
          description={t('judgeWords')}
          value={judge}
          onText={setJudge}
          error={errors['judge']}
        />
        <NumberInput
          label={t('limit')}
          description={t('limitWords')}
          value={limit}
          onChange={setLimit}
          min={1}
          allowDecimal={false}
          error={errors['limit']}
        />
      </SettingForm>
    </Modal>
  );
}
