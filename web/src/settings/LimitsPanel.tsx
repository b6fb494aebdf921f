import {
  Button,
  Group,
  Modal,
  NumberInput,
  Progress,
  SegmentedControl,
  Select,
  Skeleton,
  TextInput,
} from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import { IconButton } from '../ui/IconButton';
import listing from '../ui/Listing.module.css';
import { Notice } from '../ui/Notice';
import type { Budget, Grouping } from './limitsApi';
import { useBudgets, useLimits, useMakeBudget, useRemoveBudget, useUsage } from './limitsApi';
import { ListBody, Panel } from './Panel';
import styles from './Settings.module.css';
import { useMe } from './useMe';
import { moment } from './words';

/** What one may use; for those who administer the tenant also its budgets and its usage. */
export function LimitsPanel(): ReactNode {
  const me = useMe();
  const isAdmin = me.data?.user?.role === 'admin' || me.data?.user?.role === 'owner';
  return (
    <>
      <Own />
      {isAdmin && <Budgets mayChange={me.data?.scopes.includes('models:admin') ?? false} />}
      {isAdmin && <Usage />}
    </>
  );
}

function Own(): ReactNode {
  const limits = useLimits();
  const own = limits.data;
  return (
    <Panel title="Your limits" lead={own?.plan ? `The plan is ${own.plan}.` : undefined}>
      {limits.isPending && <Skeleton height={90} mt="md" />}
      {limits.error && <Notice tone="danger">{sentenceOf(limits.error)}</Notice>}
      {own && (
        <ul className={listing.rows} aria-label="Your limits">
          <Limit
            name="Messages today"
            used={Number(own.messages.used)}
            most={own.messages.limit === null ? null : Number(own.messages.limit)}
            fact={own.messages.limit === null ? undefined : `starts anew ${moment(own.messages.resets_at)}`}
          />
          <Limit
            name="Requests a minute"
            most={own.requests.per_minute === null ? null : Number(own.requests.per_minute)}
          />
          <Limit name="Answers at the same time" most={own.streams.limit === null ? null : Number(own.streams.limit)} />
        </ul>
      )}
    </Panel>
  );
}

function Limit({
  name,
  used,
  most,
  fact,
}: {
  name: string;
  used?: number;
  most: number | null;
  fact?: string;
}): ReactNode {
  const words = most === null ? 'no limit' : `${most}`;
  return (
    <li className={listing.row} data-testid="limit-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>
          {[used === undefined ? words : `${used} of ${words}`, fact].filter(Boolean).join(' · ')}
        </span>
        {used !== undefined && most !== null && (
          <Progress value={most === 0 ? 100 : Math.min(100, (100 * used) / most)} size="sm" aria-label={name} />
        )}
      </div>
    </li>
  );
}

function Budgets({ mayChange }: { mayChange: boolean }): ReactNode {
  const budgets = useBudgets();
  const remove = useRemoveBudget();
  const [making, setMaking] = useState(false);
  return (
    <Panel
      title="Budgets"
      lead="What the tenant, a group, a person or a key may use in a minute, a day or a month."
      action={
        mayChange && (
          <Button onClick={() => setMaking(true)} data-testid="new-budget">
            New budget
          </Button>
        )
      }
    >
      {remove.error && <Notice tone="danger">{sentenceOf(remove.error)}</Notice>}
      <ListBody list={budgets} none="There are no budgets: only the plan limits what is used.">
        <ul className={listing.rows} aria-label="Budgets">
          {budgets.items.map(budget => (
            <BudgetRow key={budget.id} budget={budget} onRemove={mayChange ? () => remove.mutate(budget.id) : null} />
          ))}
        </ul>
      </ListBody>
      {making && <MakeBudget onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function BudgetRow({ budget, onRemove }: { budget: Budget; onRemove: (() => void) | null }): ReactNode {
  const name = `${budget.scope.kind}${budget.scope.id ? ` ${budget.scope.id}` : ''}, ${budget.unit} a ${budget.window}`;
  const [spent, reserved, most] = [Number(budget.spent), Number(budget.reserved), Number(budget.limit)];
  return (
    <li className={listing.row} data-testid="budget-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>
          {spent} of {most} spent, {reserved} reserved · starts anew {moment(budget.resets_at)}
        </span>
        <Progress
          value={most === 0 ? 100 : Math.min(100, (100 * (spent + reserved)) / most)}
          size="sm"
          aria-label={`Used of ${name}`}
        />
      </div>
      {onRemove && <IconButton sign="trash" label={`Remove the budget of ${name}`} onClick={onRemove} />}
    </li>
  );
}

const kinds = ['tenant', 'group', 'user', 'key'];

function MakeBudget({ onClose }: { onClose: () => void }): ReactNode {
  const make = useMakeBudget();
  const [kind, setKind] = useState('tenant');
  const [id, setId] = useState('');
  const [unit, setUnit] = useState('requests');
  const [window, setWindow] = useState('day');
  const [limit, setLimit] = useState<number | string>(1000);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      {
        scope: { kind, id: kind === 'tenant' || id.trim() === '' ? null : id.trim() },
        unit,
        window,
        limit: unit === 'money' ? String(limit) : Number(limit),
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Modal opened onClose={onClose} title="New budget" centered>
      <form className={styles.form} onSubmit={submit} aria-label="New budget" data-testid="budget-form">
        {make.error && <Notice tone="danger">{sentenceOf(make.error)}</Notice>}
        <Select
          label="For"
          data={kinds}
          value={kind}
          onChange={value => value && setKind(value)}
          allowDeselect={false}
        />
        {kind !== 'tenant' && (
          <TextInput
            label="Id"
            description={`Of the ${kind}. Empty: each ${kind} has this much of its own.`}
            value={id}
            onChange={event => setId(event.currentTarget.value)}
          />
        )}
        <Select
          label="Of"
          data={['requests', 'tokens', 'money']}
          value={unit}
          onChange={value => value && setUnit(value)}
          allowDeselect={false}
        />
        <NumberInput label="At most" min={0} value={limit} onChange={setLimit} />
        <Select
          label="In a"
          data={['minute', 'day', 'month']}
          value={window}
          onChange={value => value && setWindow(value)}
          allowDeselect={false}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={make.isPending}>
            Set
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

const groupings: { value: Grouping; label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'model', label: 'Model' },
  { value: 'user', label: 'Person' },
  { value: 'key', label: 'Key' },
  { value: 'purpose', label: 'Purpose' },
];

function Usage(): ReactNode {
  const [groupBy, setGroupBy] = useState<Grouping>('day');
  const usage = useUsage(groupBy);
  return (
    <Panel title="Usage" lead="Calls of models in the last thirty days.">
      <div className={styles.wide}>
        <SegmentedControl
          data={groupings}
          value={groupBy}
          onChange={value => setGroupBy(value as Grouping)}
          aria-label="Sum up by"
        />
      </div>
      {usage.isPending && <Skeleton height={120} mt="md" />}
      {usage.error && <Notice tone="danger">{sentenceOf(usage.error)}</Notice>}
      {usage.data && (
        <div className={styles.wide}>
          <table className={styles.table} data-testid="usage">
            <thead>
              <tr>
                <th>{groupings.find(item => item.value === groupBy)?.label}</th>
                <th data-number>Answers</th>
                <th data-number>Tokens in</th>
                <th data-number>Tokens out</th>
                <th data-number>Cost</th>
              </tr>
            </thead>
            <tbody>
              {[...usage.data.data, { ...usage.data.total, group: 'Total' }].map(sum => (
                <tr key={sum.group}>
                  <td>{sum.group || '–'}</td>
                  <td data-number>{Number(sum.turns).toLocaleString()}</td>
                  <td data-number>{Number(sum.input_tokens).toLocaleString()}</td>
                  <td data-number>{Number(sum.output_tokens).toLocaleString()}</td>
                  <td data-number>{sum.cost}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
