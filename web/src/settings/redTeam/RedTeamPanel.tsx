import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBody, Panel } from '../Panel';
import { useRuns } from './redTeamApi';
import { RunTable } from './RunTable';
import { RunReport } from './RunReport';
import { StartRun } from './StartRun';

/** Attacks on the assistant: the runs there were, what came of one of them, and a way to begin another. */
export default function RedTeamPanel(): ReactNode {
  const { t } = useTranslation('redTeam');
  const runs = useRuns();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isStarting, setStarting] = useState(false);
  const shown = chosen ?? runs.items[0]?.id ?? null;
  return (
    <>
      <Panel
        title={t('title')}
        lead={t('lead')}
        action={
          <Button onClick={() => setStarting(true)} data-testid="start-run">
            {t('start')}
          </Button>
        }
      >
        <ListBody list={runs} none={t('none')}>
          <RunTable runs={runs.items} shown={shown} onShow={setChosen} />
        </ListBody>
      </Panel>
      {shown && <RunReport key={shown} id={shown} />}
      {isStarting && (
        <StartRun
          onClose={() => setStarting(false)}
          onStarted={id => {
            setChosen(id);
            setStarting(false);
          }}
        />
      )}
    </>
  );
}
