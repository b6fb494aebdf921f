import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { ExplanationView } from '../../explain/ExplanationView';
import { WhyNot } from '../../explain/WhyNot';
import { Notice } from '../../ui/Notice';
import { QuestionForm } from './QuestionForm';
import { Results } from './Results';
import type { Question } from './searchApi';
import { useTrySearch } from './searchApi';

/** A place to try what is found for a question, and to see how that came about. */
export function Playground({ namespace }: { namespace: string }): ReactNode {
  const { t } = useTranslation('knowledge');
  const search = useTrySearch(namespace);
  const about = useTrySearch(namespace);
  const [asked, setAsked] = useState<string | null>(null);
  const whyNot = useRef<HTMLDivElement>(null);
  const run = (question: Question) => {
    setAsked(null);
    about.reset();
    search.mutate({ question });
  };
  const question = search.variables?.question;
  const ask = (documentId: string) => {
    if (question === undefined) return;
    setAsked(documentId);
    about.mutate({ question, about: documentId });
    whyNot.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <>
      <QuestionForm isBusy={search.isPending} onAsk={run} />
      {search.error && <Notice tone="danger">{sentenceOf(search.error)}</Notice>}
      <div role="status">{search.isPending && t('playground.searching')}</div>
      {search.data && (
        <>
          <Results namespace={namespace} answer={search.data} />
          {search.data.explain && (
            <ExplanationView
              explanation={search.data.explain}
              answerable={search.data.answerable}
              score={search.data.answerable_score}
              onWhyNot={ask}
            />
          )}
          <div ref={whyNot}>
            <WhyNot
              key={search.submittedAt}
              namespaces={[namespace]}
              asked={asked}
              verdict={about.data?.explain?.about ?? null}
              isPending={about.isPending}
              error={about.error}
              onAsk={ask}
            />
          </div>
        </>
      )}
    </>
  );
}
