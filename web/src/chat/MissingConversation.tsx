import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { EmptyState } from '../ui/EmptyState';

/** Stands where a conversation was that is not there, or not for this reader. */
export function MissingConversation(): ReactNode {
  const { t } = useTranslation('chat');
  const navigate = useNavigate();
  return (
    <EmptyState
      sign="chat"
      title={t('missing.title')}
      action={<Button onClick={() => void navigate('/')}>{t('missing.begin')}</Button>}
    >
      {t('missing.words')}
    </EmptyState>
  );
}
