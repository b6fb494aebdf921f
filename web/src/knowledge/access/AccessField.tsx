import { MultiSelect, Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNamesOfTags } from './accessApi';
import { isTag, Members, Public, roles, tagWords } from './tags';

interface Props {
  value: readonly string[];
  onTags: (tags: readonly string[]) => void;
  error?: string | undefined;
}

type Kind = 'members' | 'public' | 'some';

/** Who may read something: everybody here, the whole world, or some. */
export function AccessField({ value, onTags, error }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  const [kind, setKind] = useState<Kind>(() => kindOf(value));
  const pick = (next: Kind) => {
    setKind(next);
    onTags(next === 'some' ? value.filter(tag => tag !== Members && tag !== Public) : [next]);
  };
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('access.who')}
        value={kind}
        onChange={next => pick(next as Kind)}
        error={kind === 'some' ? undefined : error}
      >
        <Stack gap={6} mt={6}>
          <Radio value="members" label={t('access.members')} description={t('access.membersWords')} />
          <Radio value="some" label={t('access.some')} description={t('access.someWords')} />
          <Radio value="public" label={t('access.public')} description={t('access.publicWords')} />
        </Stack>
      </Radio.Group>
      {kind === 'some' && <Tags value={value} onTags={onTags} error={error} />}
    </Stack>
  );
}

function Tags({ value, onTags, error }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  const names = useNamesOfTags();
  const [typed, setTyped] = useState('');
  const asTag = typed.trim();
  const known = [...roles.map(role => `role:${role}`), ...names.keys()];
  const all = [...new Set([...known, ...value, ...(isTag(asTag) ? [asTag] : [])])];
  return (
    <MultiSelect
      label={t('access.tags')}
      description={t('access.tagsWords')}
      placeholder={value.length === 0 ? t('access.choose') : undefined}
      data={all.map(tag => ({ value: tag, label: tagWords(tag, names) }))}
      value={[...value]}
      onChange={onTags}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={t('access.nothing')}
      hidePickedOptions
      error={error}
    />
  );
}

function kindOf(tags: readonly string[]): Kind {
  if (tags.length === 0 || (tags.length === 1 && tags[0] === Members)) return 'members';
  return tags.length === 1 && tags[0] === Public ? 'public' : 'some';
}
