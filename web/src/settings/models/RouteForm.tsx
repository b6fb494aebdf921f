import { Button, Modal, MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, restOf } from '../../api/problem';
import { TextField } from '../../ui/TextField';
import { SettingForm } from '../SettingForm';
import styles from '../Settings.module.css';
import { ChoosingFields } from './ChoosingFields';
import { useDeployments } from './deploymentsApi';
import { emptyExperiment } from './experimentDraft';
import { ExperimentFields } from './ExperimentFields';
import { emptyRollout } from './rolloutDraft';
import { RolloutFields } from './RolloutFields';
import { draftOf, emptyRoute, emptyRule, routeOf } from './routeDraft';
import type { ModelRoute } from './routesApi';
import { useAddRoute, useReplaceRoute, useRoutes } from './routesApi';
import { RuleFields } from './RuleFields';

/** Makes a route, or replaces one. */
export function RouteForm({ route, onClose }: { route: ModelRoute | null; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['models', 'settings', 'common']);
  const [add, replace] = [useAddRoute(), useReplaceRoute()];
  const change = route === null ? add : replace;
  const chatting = useDeployments()
    .items.filter(deployment => deployment.abilities.includes('chat'))
    .map(deployment => deployment.name);
  const others = useRoutes().items.map(one => one.name);
  const [draft, setDraft] = useState(() => (route === null ? emptyRoute : draftOf(route)));
  const { rules, fallbacks, choosing, rollout, experiment } = draft;
  const setRules = (changed: typeof rules) => setDraft(now => ({ ...now, rules: changed }));
  const submit = () =>
    route === null
      ? add.mutate({ name: draft.name.trim(), ...routeOf(draft, null) }, { onSuccess: onClose })
      : replace.mutate({ name: route.name, body: routeOf(draft, route) }, { onSuccess: onClose });
  const title = route === null ? t('routes.addTitle') : t('routes.edit', { name: route.name });
  const errors = fieldsOf(change.error);
  const ofPart = (part: string) => Object.keys(errors).filter(field => field.startsWith(part));
  const saidOf = (part: string) =>
    ofPart(part)
      .map(field => errors[field])
      .join(' ');
  const setRollout = (changed: typeof rollout) => setDraft(now => ({ ...now, rollout: changed }));
  const setExperiment = (changed: typeof experiment) => setDraft(now => ({ ...now, experiment: changed }));
  const parts = [
    'balance',
    'cache',
    rollout && 'rollout',
    experiment && 'experiment',
    ...rules.map((_, at) => `rules[${at}]`),
  ];
  const shown = ['name', 'fallbacks', ...parts.flatMap(part => (part ? ofPart(part) : []))];
  return (
    <Modal opened onClose={onClose} title={title} centered size="lg">
      <SettingForm
        name={title}
        testId="route-form"
        act={t('common:save')}
        change={{ isPending: change.isPending, error: restOf(change.error, shown) }}
        onSubmit={submit}
      >
        {route === null && (
          <TextField
            label={t('settings:name')}
            description={t('routes.nameWords')}
            value={draft.name}
            onText={name => setDraft(now => ({ ...now, name }))}
            error={errors['name']}
            required
            data-autofocus
          />
        )}
        {rules.map((rule, at) => (
          <RuleFields
            key={at}
            position={at + 1}
            rule={rule}
            deployments={chatting}
            error={saidOf(`rules[${at}]`)}
            onChange={changed => setRules(rules.map((one, index) => (index === at ? changed : one)))}
            onRemove={() => setRules(rules.filter((_, index) => index !== at))}
          />
        ))}
        <Button
          variant="default"
          size="compact-sm"
          className={styles.small}
          onClick={() => setRules([...rules, emptyRule])}
        >
          {t('rule.add')}
        </Button>
        <MultiSelect
          label={t('routes.fallbacks')}
          description={t('routes.fallbacksWords')}
          data={[...new Set([...fallbacks, ...chatting, ...others.filter(name => name !== route?.name)])]}
          value={fallbacks}
          onChange={names => setDraft(now => ({ ...now, fallbacks: names }))}
          error={errors['fallbacks']}
        />
        <ChoosingFields
          choosing={choosing}
          errors={errors}
          onChange={changed => setDraft(now => ({ ...now, choosing: changed }))}
        />
        {rollout === null ? (
          <Button variant="default" size="compact-sm" className={styles.small} onClick={() => setRollout(emptyRollout)}>
            {t('rollout.add')}
          </Button>
        ) : (
          <RolloutFields
            rollout={rollout}
            deployments={chatting}
            error={saidOf('rollout')}
            onChange={setRollout}
            onRemove={() => setRollout(null)}
          />
        )}
        {experiment === null ? (
          <Button
            variant="default"
            size="compact-sm"
            className={styles.small}
            onClick={() => setExperiment(emptyExperiment)}
          >
            {t('experiment.add')}
          </Button>
        ) : (
          <ExperimentFields
            experiment={experiment}
            deployments={chatting}
            error={saidOf('experiment')}
            onChange={setExperiment}
            onRemove={() => setExperiment(null)}
          />
        )}
      </SettingForm>
    </Modal>
  );
}
