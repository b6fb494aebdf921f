import { Badge, Code, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Confirm } from '../../ui/Confirm';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { EditProvider } from './EditProvider';
import { PreviewSignIn } from './PreviewSignIn';
import type { Provider } from './providersApi';
import { useChangeProvider, useDeleteProvider, useTestProvider } from './providersApi';

/** One identity provider, and what can be done about it. */
export function ProviderRow({ provider }: { provider: Provider }): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const change = useChangeProvider();
  const remove = useDeleteProvider();
  const test = useTestProvider();
  const [asking, setAsking] = useState<'edit' | 'preview' | 'delete' | null>(null);
  const problem = change.error ?? test.error;
  return (
    <li className={listing.row} data-testid="provider-row">
      <div className={listing.name}>
        <span className={listing.title}>{provider.name}</span>
        <span className={listing.facts}>{[provider.issuer, ...provider.domains].join(' · ')}</span>
        <span className={listing.facts}>
          {t('provider.sendsBack')} <Code>{provider.redirect_uri}</Code>
        </span>
        {problem && <span className={listing.error}>{sentenceOf(problem)}</span>}
      </div>
      {!provider.enabled && (
        <Badge variant="light" color="gray">
          {t('provider.isOff')}
        </Badge>
      )}
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <IconButton sign="more" label={t('optionsOf', { name: provider.name })} tip={false} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsking('edit')}>{t('edit')}</Menu.Item>
          <Menu.Item onClick={() => setAsking('preview')}>{t('preview.name')}</Menu.Item>
          <Menu.Item
            onClick={() => test.mutate(provider.id, { onSuccess: begun => window.location.assign(begun.url) })}
          >
            {t('provider.test')}
          </Menu.Item>
          <Menu.Item onClick={() => change.mutate({ id: provider.id, body: { enabled: !provider.enabled } })}>
            {provider.enabled ? t('provider.off') : t('provider.on')}
          </Menu.Item>
          <Menu.Item color="danger" onClick={() => setAsking('delete')}>
            {t('common:delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'edit' && <EditProvider provider={provider} onClose={() => setAsking(null)} />}
      {asking === 'preview' && <PreviewSignIn provider={provider} onClose={() => setAsking(null)} />}
      {asking === 'delete' && (
        <Confirm
          title={t('provider.deleteTitle')}
          act={t('common:delete')}
          isBusy={remove.isPending}
          problem={remove.error}
          onAct={() => remove.mutate(provider.id, { onSuccess: () => setAsking(null) })}
          onClose={() => setAsking(null)}
        >
          {t('provider.deleteWords', { name: provider.name })}
        </Confirm>
      )}
    </li>
  );
}
