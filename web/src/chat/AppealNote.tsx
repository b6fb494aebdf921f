import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf } from '../api/http';
import { Problem, sentenceOf } from '../api/problem';
import { useServices } from '../services';
import { Notice } from '../ui/Notice';
import styles from './Appeal.module.css';

const mostWords = 2000;

/** Under a refused answer: how to say that this was wrong, and what came of it. */
export function AppealNote({ turnId }: { turnId: string }): ReactNode {
  const { t } = useTranslation('chat');
  const { http } = useServices();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const path = { id: turnId };
  const appeal = useQuery({
    queryKey: ['appeal', turnId],
    queryFn: async ({ signal }) => {
      try {
        return await dataOf(http.api.GET('/v1/turns/{id}/appeal', { params: { path }, signal }));
      } catch (problem) {
        // Not every refusal is one that a person looks at.
        if (problem instanceof Problem && problem.status === 404) return null;
        throw problem;
      }
    },
  });
  const file = useMutation({
    mutationFn: () =>
      dataOf(http.api.POST('/v1/turns/{id}/appeal', { params: { path }, body: { reason: reason.trim() } })),
    onSuccess: view => client.setQueryData(['appeal', turnId], view),
  });
  if (!appeal.data) return null;
  const { state, outcome, reply } = appeal.data;
  if (state === 'decided') {
    return (
      <Notice>
        {t(outcome === 'allow' ? 'appeal.allowed' : 'appeal.upheld')}
        {reply !== null && ` ${t('appeal.reply', { reply })}`}
      </Notice>
    );
  }
  if (state === 'open') return <Notice>{t('appeal.open')}</Notice>;
  if (!isAsking) {
    return (
      <Button variant="default" size="compact-sm" data-testid="appeal" onClick={() => setAsking(true)}>
        {t('appeal.begin')}
      </Button>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    file.mutate();
  };
  return (
    <form className={styles.form} aria-label={t('appeal.begin')} onSubmit={submit}>
      {file.error && <Notice tone="danger">{sentenceOf(file.error)}</Notice>}
      <Textarea
        label={t('appeal.reason')}
        description={t('appeal.once')}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        maxLength={mostWords}
        autosize
        minRows={2}
        required
        data-autofocus
      />
      <div className={styles.acts}>
        <Button type="submit" size="compact-sm" loading={file.isPending} disabled={reason.trim() === ''}>
          {t('appeal.send')}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => setAsking(false)}>
          {t('appeal.leave')}
        </Button>
      </div>
    </form>
  );
}
