import { Checkbox, NumberInput, Switch, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../../ui/PasswordField';
import { TextField } from '../../ui/TextField';
import type { SourceDraft, SourceField } from './sourceFields';

interface Props {
  field: SourceField;
  value: SourceDraft[keyof SourceDraft] | undefined;
  /** Whether the server keeps a secret of this name. */
  isKept: boolean;
  error: string | undefined;
  onValue: (value: string | number | boolean | null | undefined) => void;
}

/** One setting of a source. */
export function SettingField({ field, value, isKept, error, onValue }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  const label = t(`sources.fields.${field.name}.label`);
  const words = t(`sources.fields.${field.name}.words`, { usual: String(field.usual ?? '') });
  switch (field.as) {
    case 'switch':
      return (
        <Switch
          label={label}
          description={words}
          checked={(value ?? field.usual) === true}
          onChange={event => onValue(event.currentTarget.checked)}
          error={error}
        />
      );
    case 'number':
      return (
        <NumberInput
          label={label}
          description={words}
          value={typeof value === 'number' ? value : ''}
          placeholder={String(field.usual ?? '')}
          onChange={next => onValue(typeof next === 'number' ? next : undefined)}
          min={field.least}
          max={field.most}
          step={field.step ?? 1}
          clampBehavior="none"
          error={error}
        />
      );
    case 'patterns':
      return (
        <Textarea
          label={label}
          description={words}
          value={typeof value === 'string' ? value : ''}
          onChange={event => onValue(event.currentTarget.value)}
          autosize
          minRows={2}
          maxRows={8}
          spellCheck={false}
          error={error}
        />
      );
    case 'secret':
      return (
        <div>
          <PasswordField
            kind="secret"
            label={label}
            description={isKept ? t('sources.kept') : words}
            value={typeof value === 'string' ? value : ''}
            onText={onValue}
            disabled={value === null}
            error={error}
          />
          {isKept && (
            <Checkbox
              mt={6}
              size="xs"
              label={t('sources.takeAway')}
              checked={value === null}
              onChange={event => onValue(event.currentTarget.checked ? null : undefined)}
            />
          )}
        </div>
      );
    case 'text':
      return (
        <TextField
          label={label}
          description={words}
          value={typeof value === 'string' ? value : ''}
          placeholder={typeof field.usual === 'string' ? field.usual : undefined}
          onText={onValue}
          required={field.isNeeded ?? false}
          spellCheck={false}
          autoCapitalize="none"
          error={error}
        />
      );
  }
}
