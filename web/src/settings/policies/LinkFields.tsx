import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../Choice';
import { LinesField } from './LinesField';
import type { Part } from './PolicyEditor';
import { Section } from './Section';

/** What may be linked to in answers, when they are shown, and whether a provider judges too. */
export function LinkFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  const { links, provider } = draft;
  return (
    <>
      <Section title={t('links.title')}>
        <LinesField
          label={t('links.allow')}
          description={t('links.allowWords')}
          lines={links.allow}
          onLines={allow => onChange({ links: { ...links, allow } })}
        />
        <Switch
          label={t('links.images')}
          checked={links.images ?? false}
          onChange={event => onChange({ links: { ...links, images: event.currentTarget.checked } })}
        />
      </Section>
      <Section title={t('answers.title')}>
        <Choice
          label={t('answers.show')}
          data={[
            { value: 'held', label: t('answers.held') },
            { value: 'at_once', label: t('answers.atOnce') },
          ]}
          value={draft.answers ?? 'held'}
          onPick={answers => onChange({ answers })}
        />
      </Section>
      <Section title={t('provider.title')} lead={t('provider.lead')}>
        <Switch
          label={t('provider.ask')}
          checked={provider.ask ?? false}
          onChange={event => onChange({ provider: { ...provider, ask: event.currentTarget.checked } })}
        />
        <Switch
          label={t('provider.answers')}
          checked={provider.answers ?? false}
          onChange={event => onChange({ provider: { ...provider, answers: event.currentTarget.checked } })}
        />
        {(provider.ask || provider.answers) && (
          <Choice
            label={t('provider.onFailure')}
            data={[
              { value: 'open', label: t('provider.open') },
              { value: 'closed', label: t('provider.closed') },
            ]}
            value={provider.on_failure ?? 'open'}
            onPick={on_failure => onChange({ provider: { ...provider, on_failure } })}
          />
        )}
      </Section>
    </>
  );
}
