import {
  Badge,
  Button,
  Code,
  Group,
  Menu,
  Modal,
  PasswordInput,
  Select,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { sentenceOf } from '../api/problem';
import { Confirm } from '../ui/Confirm';
import { IconButton } from '../ui/IconButton';
import listing from '../ui/Listing.module.css';
import { Notice } from '../ui/Notice';
import { ListBody, Panel } from './Panel';
import { roles } from './peopleApi';
import type { Provider } from './providersApi';
import {
  useChangeProvider,
  useConnectProvider,
  useDeleteProvider,
  useProviders,
  useTestOutcome,
  useTestProvider,
} from './providersApi';
import styles from './Settings.module.css';

/** Identity providers by which people of the tenant sign in. */
export function ProvidersPanel(): ReactNode {
  const providers = useProviders();
  const [connecting, setConnecting] = useState(false);
  const [search, setSearch] = useSearchParams();
  const [tested, test] = [search.get('provider'), search.get('provider_test')];
  return (
    <Panel
      title="Identity providers"
      lead="People sign in with the account of your company: any OpenID Connect provider, or GitHub."
      action={
        <Button onClick={() => setConnecting(true)} data-testid="connect-provider">
          Connect
        </Button>
      }
    >
      <ListBody list={providers} none="No provider is connected: people sign in by password.">
        <ul className={listing.rows} aria-label="Identity providers">
          {providers.items.map(provider => (
            <ProviderRow key={provider.id} provider={provider} />
          ))}
        </ul>
      </ListBody>
      {connecting && <Connect onClose={() => setConnecting(false)} />}
      {tested !== null && test !== null && (
        <Outcome provider={tested} test={test} onClose={() => setSearch({}, { replace: true })} />
      )}
    </Panel>
  );
}

function ProviderRow({ provider }: { provider: Provider }): ReactNode {
  const change = useChangeProvider();
  const remove = useDeleteProvider();
  const test = useTestProvider();
  const [leaving, setLeaving] = useState(false);
  const problem = change.error ?? test.error;
  return (
    <li className={listing.row} data-testid="provider-row">
      <div className={listing.name}>
        <span className={listing.title}>{provider.name}</span>
        <span className={listing.facts}>{[provider.issuer, ...provider.domains].join(' · ')}</span>
        <span className={listing.facts}>
          Sends people back to <Code>{provider.redirect_uri}</Code>
        </span>
        {problem && <span className={listing.error}>{sentenceOf(problem)}</span>}
      </div>
      {!provider.enabled && (
        <Badge variant="light" color="gray">
          off
        </Badge>
      )}
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <IconButton sign="more" label={`Options of ${provider.name}`} tip={false} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() => test.mutate(provider.id, { onSuccess: begun => window.location.assign(begun.url) })}
          >
            Test the sign-in
          </Menu.Item>
          <Menu.Item onClick={() => change.mutate({ id: provider.id, body: { enabled: !provider.enabled } })}>
            {provider.enabled ? 'Switch off' : 'Switch on'}
          </Menu.Item>
          <Menu.Item color="danger" onClick={() => setLeaving(true)}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {leaving && (
        <Confirm
          title="Delete this provider?"
          act="Delete"
          isBusy={remove.isPending}
          problem={remove.error}
          onAct={() => remove.mutate(provider.id, { onSuccess: () => setLeaving(false) })}
          onClose={() => setLeaving(false)}
        >
          Who signed in by {provider.name} keeps their account and needs another way in.
        </Confirm>
      )}
    </li>
  );
}

const kinds = [
  { value: 'oidc', label: 'OpenID Connect' },
  { value: 'github', label: 'GitHub' },
];

function Connect({ onClose }: { onClose: () => void }): ReactNode {
  const connect = useConnectProvider();
  const [kind, setKind] = useState('oidc');
  const [name, setName] = useState('');
  const [issuer, setIssuer] = useState('');
  const [client, setClient] = useState('');
  const [secret, setSecret] = useState('');
  const [domains, setDomains] = useState<string[]>([]);
  const [role, setRole] = useState('member');
  const [creates, setCreates] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate(
      {
        name: name.trim(),
        kind,
        issuer: kind === 'oidc' ? issuer.trim() : null,
        client_id: client.trim(),
        client_secret: secret === '' ? null : secret,
        domains,
        default_role: role,
        create_users: creates,
        sync_groups: false,
        trust_emails: false,
        enabled: true,
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Connect an identity provider" centered>
      <form
        className={styles.form}
        onSubmit={submit}
        aria-label="Connect an identity provider"
        data-testid="provider-form"
      >
        {connect.error && <Notice tone="danger">{sentenceOf(connect.error)}</Notice>}
        <Select
          label="Kind"
          data={kinds}
          value={kind}
          onChange={value => value && setKind(value)}
          allowDeselect={false}
        />
        <TextInput
          label="Name"
          description="As the button of the sign-in page says it."
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        {kind === 'oidc' && (
          <TextInput
            label="Issuer"
            description="Exactly as the provider spells it."
            placeholder="https://login.example.com"
            value={issuer}
            onChange={event => setIssuer(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
        )}
        <TextInput
          label="Client id"
          value={client}
          onChange={event => setClient(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label="Client secret"
          autoComplete="off"
          value={secret}
          onChange={event => setSecret(event.currentTarget.value)}
        />
        <TagsInput
          label="E-mail domains"
          description="People with these addresses are sent here. To bind a domain takes the operator of the installation."
          value={domains}
          onChange={setDomains}
        />
        <Select
          label="Role of new people"
          data={roles.filter(item => item !== 'owner')}
          value={role}
          onChange={value => value && setRole(value)}
          allowDeselect={false}
        />
        <Switch
          label="People of these domains get an account with their first sign-in"
          checked={creates}
          onChange={event => setCreates(event.currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={connect.isPending}>
            Connect
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

const outcomes: Record<string, string> = {
  signs_in: 'They would be signed in.',
  links: 'Their account would be tied to this provider, and they would be signed in.',
  creates: 'They would get an account, and be signed in.',
  refused: 'They would be refused.',
};

/** What came of a test sign-in. */
function Outcome({ provider, test, onClose }: { provider: string; test: string; onClose: () => void }): ReactNode {
  const outcome = useTestOutcome(provider, test);
  const shown = outcome.data;
  return (
    <Modal opened onClose={onClose} title="Test of the sign-in" centered size="lg">
      {outcome.error && <Notice tone="danger">{sentenceOf(outcome.error)}</Notice>}
      {shown && (
        <div className={styles.form} data-testid="provider-test">
          <Notice tone={shown.state === 'failed' ? 'danger' : 'quiet'}>
            {shown.state === 'waiting' && 'Nobody has come back from the provider yet.'}
            {shown.state === 'failed' && `It failed: ${shown.reason ?? shown.code}.`}
            {shown.state === 'passed' && (outcomes[shown.preview?.outcome ?? ''] ?? 'It passed.')}
          </Notice>
          {shown.claims !== null && <Code block>{JSON.stringify(shown.claims, null, 2)}</Code>}
        </div>
      )}
    </Modal>
  );
}
