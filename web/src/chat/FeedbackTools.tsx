import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Feedback, Message } from '../api/types';
import { ToolButton } from '../ui/ToolButton';
import { useMessageActions } from './messageActions';

interface ToolsProps {
  message: Message;
  /** Opens the form that asks for reasons, or closes it. */
  onAsk: (rating: Feedback['rating'] | null) => void;
}

/** The two thumbs. */
export function FeedbackTools({ message, onAsk }: ToolsProps): ReactNode {
  const { t } = useTranslation('chat');
  const { judge } = useMessageActions();
  const given = message.feedback?.rating ?? null;
  const press = (rating: Feedback['rating']) => {
    const isTakenBack = given === rating;
    onAsk(isTakenBack ? null : rating);
    // What was said goes at once; the reasons may follow or not.
    void judge(message, isTakenBack ? null : { rating, reasons: [], comment: null }).catch(() => onAsk(null));
  };
  return (
    <>
      <ToolButton
        sign="thumbUp"
        label={t('feedback.up')}
        aria-pressed={given === 'up'}
        data-testid="thumb-up"
        onClick={() => press('up')}
      />
      <ToolButton
        sign="thumbDown"
        label={t('feedback.down')}
        aria-pressed={given === 'down'}
        data-testid="thumb-down"
        onClick={() => press('down')}
      />
    </>
  );
}
