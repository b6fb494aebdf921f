import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { ContextGauge } from '../composer/ContextGauge';
import { KnobControl } from '../composer/KnobControl';
import type { KnobChoice } from '../composer/knobs';
import { ModelPicker } from '../composer/ModelPicker';
import { TemporarySwitch } from '../composer/TemporarySwitch';
import type { LiveTurn } from '../turns/liveTurn';

interface Props {
  conversationId: string | undefined;
  /** The end of the branch that is looked at; null while it is not known. */
  leaf: string | null;
  turns: readonly LiveTurn[];
  knobs: KnobChoice;
  onKnobs: (choice: KnobChoice) => void;
  hasImages: boolean;
}

/** How the next answer is written, and what of the conversation it is written from. */
export function ComposerTools({ conversationId, leaf, turns, knobs, onKnobs, hasImages }: Props): ReactNode {
  const [search, setSearch] = useSearchParams();
  return (
    <>
      <KnobControl
        choice={knobs}
        onChange={onKnobs}
        adjusted={turns.findLast(turn => turn.state.adjusted.length > 0)?.state.adjusted ?? []}
      />
      <ModelPicker chosen={knobs.model} onChoose={model => onKnobs({ ...knobs, model })} hasImages={hasImages} />
      {conversationId === undefined ? (
        <TemporarySwitch
          isOn={search.get('temporary') === '1'}
          onChange={isOn => setSearch(isOn ? { temporary: '1' } : {}, { replace: true })}
        />
      ) : (
        <ContextGauge
          conversationId={conversationId}
          leaf={leaf}
          model={knobs.model}
          onShow={id => setSearch({ at: id }, { replace: true })}
        />
      )}
    </>
  );
}
