import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SettingForm } from '../../settings/SettingForm';
import { useNamesOfTags } from './accessApi';
import { AccessField } from './AccessField';
import { accessWords } from './tags';

interface Props {
  acl: readonly string[];
  onTags: (tags: readonly string[]) => void;
}

const settled = { isPending: false, error: null };

/** Says who will be able to read what comes in now, and lets it be changed. */
export function AccessOfNew({ acl, onTags }: Props): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const names = useNamesOfTags();
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  const accept = () => {
    if (draft !== null) onTags(draft);
    setDraft(null);
  };
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={() => setDraft(acl)} data-testid="access-of-new">
        {t('access.readableBy', { who: accessWords(acl, names) })}
      </Button>
      {draft !== null && (
        <Modal opened onClose={() => setDraft(null)} title={t('access.ofNew')} centered>
          <SettingForm
            name={t('access.ofNew')}
            act={t('access.use')}
            change={settled}
            isReady={draft.length > 0}
            onSubmit={accept}
          >
            <AccessField value={draft} onTags={setDraft} />
          </SettingForm>
        </Modal>
      )}
    </>
  );
}
