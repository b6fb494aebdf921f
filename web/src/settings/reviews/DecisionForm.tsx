import { Group, Radio, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../ui/moments';
import { Choice } from '../Choice';
import { SettingForm } from '../SettingForm';
import type { Decision, PolicyEffect, ReviewDetail } from './reviewsApi';
import { useDecide } from './reviewsApi';
import { kindWord } from './words';

const none = 'none';
const mostWords = 2000;

interface Props {
  id: string;
  offers: ReviewDetail['offers'];
  isAppealed: boolean;
}

/** What is decided, why, and what it changes in the policy. */
export function DecisionForm({ id, offers, isAppealed }: Props): ReactNode {
  const { t } = useTranslation('reviews');
  const decide = useDecide(id);
  const [decision, setDecision] = useState<Decision | null>(null);
  const [reason, setReason] = useState('');
  const [reply, setReply] = useState('');
  const [effect, setEffect] = useState(none);
  const fitting = offers
    .map((offer, at) => ({ ...offer, value: String(at) }))
    .filter(offer => offer.decision === decision);
  const chosen = fitting.find(offer => offer.value === effect)?.effect ?? null;
  const submit = () =>
    decision !== null &&
    decide.mutate({
      decision,
      reason: reason.trim(),
      reply: reply.trim() === '' ? null : reply.trim(),
      effect: chosen,
    });
  return (
    <SettingForm
      name={t('decision.title')}
      testId="decision"
      act={t('decision.act')}
      change={decide}
      isReady={decision !== null && reason.trim() !== ''}
      onSubmit={submit}
    >
      <Radio.Group
        label={t('decision.label')}
        value={decision}
        onChange={value => {
          setDecision(value as Decision);
          setEffect(none);
        }}
      >
        <Group mt="xs">
          <Radio value="allow" label={t('decision.allow')} />
          <Radio value="block" label={t('decision.block')} />
        </Group>
      </Radio.Group>
      <Textarea
        label={t('decision.reason')}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        maxLength={mostWords}
        autosize
        minRows={2}
        required
      />
      {isAppealed && (
        <Textarea
          label={t('decision.reply')}
          description={t('decision.replyWords')}
          value={reply}
          onChange={event => setReply(event.currentTarget.value)}
          maxLength={mostWords}
          autosize
        />
      )}
      {fitting.length > 0 && (
        <Choice
          label={t('decision.effect')}
          data={[
            { value: none, label: t('decision.noEffect') },
            ...fitting.map(offer => ({ value: offer.value, label: words(offer.effect) })),
          ]}
          value={effect}
          onPick={setEffect}
        />
      )}
    </SettingForm>
  );

  function words(change: PolicyEffect): string {
    if (change.kind === 'allow_term') return t('decision.allowTerm', { term: change.term });
    if (change.kind === 'deny_term') return t('decision.denyTerm', { term: change.term });
    return t('decision.threshold', { kind: kindWord(change.category ?? ''), at: number(change.block_at ?? 0, 2) });
  }
}
