import { Modal, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingForm } from '../SettingForm';
import { PreviewResult } from './PreviewResult';
import type { Provider } from './providersApi';
import { usePreview } from './providersApi';

/** Shows what would come of a sign-in with given claims; nothing is changed. */
export function PreviewSignIn({ provider, onClose }: { provider: Provider; onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const preview = usePreview();
  const [text, setText] = useState(() => example(provider));
  const [flaw, setFlaw] = useState<string | null>(null);
  const submit = () => {
    const claims = read(text);
    setFlaw(claims === null ? t('preview.noJson') : null);
    if (claims !== null) preview.mutate({ id: provider.id, claims });
  };
  return (
    <Modal opened onClose={onClose} title={t('preview.title', { name: provider.name })} centered size="lg">
      <SettingForm
        name={t('preview.name')}
        testId="preview-form"
        act={t('preview.act')}
        change={preview}
        onSubmit={submit}
      >
        <Textarea
          label={t('preview.claims')}
          description={t('preview.claimsWords')}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          error={flaw}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--font-code)' } }}
        />
      </SettingForm>
      {preview.data && <PreviewResult preview={preview.data} />}
    </Modal>
  );
}

function example(provider: Provider): string {
  const email = `ada@${provider.domains[0] ?? 'example.com'}`;
  const groups = Object.keys(provider.group_roles).slice(0, 1);
  return JSON.stringify({ sub: '1', email, email_verified: true, [provider.groups_claim]: groups }, null, 2);
}

function read(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
