import { useMutation } from '@tanstack/react-query';
import type { SearchAnswer } from '../../api/types';
import { useServices } from '../../services';
import { pathOf } from '../knowledgeApi';

export const modes = ['auto', 'lexical', 'vector', 'hybrid'] as const;

export interface Said {
  role: 'user' | 'assistant';
  content: string;
}

/** What is looked for, and how. */
export interface Question {
  query: string;
  mode: (typeof modes)[number];
  top_k: number;
  history: readonly Said[];
}

/** Searches a namespace and has it explained; with a document, also why that was or was not found. */
export function useTrySearch(namespace: string) {
  const { http } = useServices();
  return useMutation({
    mutationFn: ({ question, about }: { question: Question; about?: string }) =>
      http.ask<SearchAnswer>('POST', `${pathOf(namespace)}/search`, {
        body: { ...question, explain: true, ...(about === undefined ? {} : { about }) },
      }),
  });
}
