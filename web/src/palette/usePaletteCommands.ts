import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Conversation, Page } from '../api/types';
import { titleOf } from '../conversations/conversationsApi';
import { chooseLanguage } from '../i18n/i18n';
import type { Language } from '../i18n/languages';
import { languages } from '../i18n/languages';
import { useServices } from '../services';
import { runShortcut } from '../shortcuts/useShortcuts';
import { keysOf } from '../shortcuts/shortcuts';
import type { Sign } from '../ui/Icon';

export interface Command {
  id: string;
  sign: Sign;
  name: string;
  /** The keys that do the same. */
  keys?: readonly string[];
  run: () => void;
}

const Shown = 8;

/** What can be done and where one can go, narrowed to what is typed. */
export function usePaletteCommands(typed: string, words: string): Command[] {
  const { t } = useTranslation(['palette', 'shell']);
  const { http, session } = useServices();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const found = useQuery({
    queryKey: ['palette', words],
    queryFn: ({ signal }) =>
      http.ask<Page<Conversation>>('GET', '/v1/conversations', { query: { query: words, limit: Shown }, signal }),
    staleTime: 5000,
  });

  const go = (to: string) => () => void navigate(to);
  const actions: Command[] = [
    { id: 'new', sign: 'add', name: t('shell:newConversation'), keys: keysOf('newConversation'), run: go('/') },
    { id: 'temporary', sign: 'ghost', name: t('shell:temporary'), run: go('/?temporary=1') },
    { id: 'search', sign: 'search', name: t('search'), keys: keysOf('search'), run: () => void runShortcut('search') },
    { id: 'knowledge', sign: 'book', name: t('shell:knowledge'), run: go('/knowledge') },
    { id: 'settings', sign: 'sliders', name: t('shell:settings'), run: go('/settings') },
    { id: 'import', sign: 'upload', name: t('import'), run: go('/settings/conversations') },
    { id: 'light', sign: 'sun', name: t('light'), run: () => setColorScheme('light') },
    { id: 'dark', sign: 'moon', name: t('dark'), run: () => setColorScheme('dark') },
    ...(Object.keys(languages) as Language[]).map(language => ({
      id: `language-${language}`,
      sign: 'globe' as const,
      name: languages[language],
      run: () => void chooseLanguage(language),
    })),
    { id: 'help', sign: 'keyboard', name: t('help'), keys: keysOf('help'), run: () => void runShortcut('help') },
    { id: 'signOut', sign: 'signOut', name: t('shell:signOut'), run: () => void session.logout() },
  ];
  const conversations: Command[] = (found.data?.data ?? []).slice(0, Shown).map(conversation => ({
    id: conversation.id,
    sign: 'chat',
    name: titleOf(conversation),
    run: go(`/c/${conversation.id}`),
  }));
  const fitting = actions.filter(action => fits(action.name, typed));
  return typed === ''
    ? [...fitting.slice(0, 3), ...conversations, ...fitting.slice(3)]
    : [...fitting, ...conversations];
}

/** Whether each typed word begins a word of the name. */
function fits(name: string, typed: string): boolean {
  const parts = name.toLocaleLowerCase().split(/[^\p{L}\p{N}]+/u);
  return typed
    .toLocaleLowerCase()
    .split(/\s+/)
    .every(word => parts.some(part => part.startsWith(word)));
}
