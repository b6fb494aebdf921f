import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AuthFrame } from './AuthFrame';

/** Where a one-time link leads that lost its token on the way. */
export function IncompleteLink(): ReactNode {
  const { t } = useTranslation('auth');
  return (
    <AuthFrame title={t('incomplete.title')} lead={t('incomplete.lead')}>
      <Anchor component={Link} to="/">
        {t('goToSignIn')}
      </Anchor>
    </AuthFrame>
  );
}
