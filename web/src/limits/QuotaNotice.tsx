import { useLocalStorage } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton';
import { inOwnTime } from '../ui/moments';
import { Notice } from '../ui/Notice';
import { useQuotaWarning } from './useLimits';

/** Says that a limit is nearly used. Who has taken note of it is told again when it has begun anew. */
export function QuotaNotice(): ReactNode {
  const { t } = useTranslation(['limits', 'common']);
  const warning = useQuotaWarning();
  const [noted, setNoted] = useLocalStorage({
    key: 'parley.quota-noted',
    defaultValue: '',
    getInitialValueInEffect: false,
  });
  if (warning === null || windowOf(warning) === noted) return null;
  return (
    <div data-testid="quota-notice" role="status">
      <Notice
        action={
          <IconButton sign="close" label={t('common:dismiss')} size={28} onClick={() => setNoted(windowOf(warning))} />
        }
      >
        {inOwnTime(warning)}.
      </Notice>
    </div>
  );
}

/** The numbers in a warning rise with each message; which limit it is, and until when, stays. */
function windowOf(warning: string): string {
  return warning.replace(/^\S+ /, '');
}
