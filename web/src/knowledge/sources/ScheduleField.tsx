import { Group, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../settings/Choice';
import type { KnowledgeSource } from '../../api/types';
import { scheduleWords } from './words';

type Schedule = KnowledgeSource['schedule'];

const usual = ['manual', 15, 60, 360, 1440, 10_080] as const;
const Other = 'other';
const Most = 527_040;

interface Props {
  value: Schedule;
  error: string | undefined;
  onSchedule: (schedule: Schedule) => void;
}

/** How often a source is read by itself. */
export function ScheduleField({ value, error, onSchedule }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  const [isOther, setOther] = useState(!usual.some(one => one === value));
  const pick = (picked: string) => {
    setOther(picked === Other);
    if (picked !== Other) onSchedule(picked === 'manual' ? 'manual' : Number(picked));
    else if (value === 'manual') onSchedule(30);
  };
  return (
    <Group align="flex-start" gap="sm" wrap="wrap">
      <Choice
        label={t('sources.schedule')}
        description={t('sources.scheduleWords')}
        data={[
          ...usual.map(one => ({ value: String(one), label: scheduleWords(one) })),
          { value: Other, label: t('sources.otherSchedule') },
        ]}
        value={isOther ? Other : String(value)}
        onPick={pick}
        error={isOther ? undefined : error}
        flex={1}
        miw={220}
      />
      {isOther && (
        <NumberInput
          label={t('sources.minutes')}
          description={t('sources.minutesWords')}
          value={value === 'manual' ? '' : value}
          onChange={next => typeof next === 'number' && onSchedule(next)}
          min={1}
          max={Most}
          allowDecimal={false}
          error={error}
          flex={1}
          miw={160}
        />
      )}
    </Group>
  );
}
