import { Badge, Group, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import listing from '../../ui/Listing.module.css';
import { DeploymentMenu } from './DeploymentMenu';
import type { Deployment } from './deploymentsApi';
import { useTestDeployment } from './deploymentsApi';
import { factsOf } from './deploymentFacts';
import { Faring } from './Faring';
import { TestResult } from './TestResult';

/** How many answers a test asks for. */
const Answers = 3;

/** One deployment: what it is, how it fares now, and what can be done about it. */
export function DeploymentRow({ deployment, shown }: { deployment: Deployment; shown: number }): ReactNode {
  const { t } = useTranslation('models');
  const test = useTestDeployment(deployment.id);
  const answers = deployment.enabled && deployment.abilities.includes('chat');
  const facts = factsOf(deployment);
  return (
    <li className={listing.row} data-testid="deployment-row" data-state={deployment.enabled ? 'on' : 'off'}>
      <div className={listing.name}>
        <span className={listing.title}>{deployment.name}</span>
        <Group gap={4}>
          {!deployment.enabled && (
            <Badge variant="light" color="gray">
              {t('deployments.isOff')}
            </Badge>
          )}
          {deployment.abilities.map(ability => (
            <Badge key={ability} variant="light" color="gray" size="sm">
              {t(`abilities.${ability as 'chat'}`)}
            </Badge>
          ))}
        </Group>
        {facts.map(line => (
          <span key={line} className={listing.facts}>
            {line}
          </span>
        ))}
        {answers && <Faring id={deployment.id} shown={shown} />}
        {test.isPending && <Loader size="xs" aria-label={t('test.running', { name: deployment.name })} />}
        {test.error && (
          <span className={listing.error} role="alert">
            {sentenceOf(test.error)}
          </span>
        )}
        {test.data && <TestResult report={test.data} />}
      </div>
      <DeploymentMenu deployment={deployment} onTest={answers ? () => test.mutate(Answers) : null} />
    </li>
  );
}
