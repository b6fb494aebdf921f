import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument } from '../../api/types';

const steps = ['fetch', 'detect', 'parse', 'clean', 'split', 'enrich', 'embed', 'index'] as const;

/** The word for a step of the reading; one that the page does not know goes by its own name. */
export function useStepName(): (step: string) => string {
  const { t } = useTranslation('knowledge');
  return name => {
    const step = steps.find(one => one === name);
    return step === undefined ? name : t(`steps.${step}`);
  };
}

/** What is being done with a document, and how far that is. */
export function StepWords({ document }: { document: KnowledgeDocument }): ReactNode {
  const { t } = useTranslation('knowledge');
  const stepName = useStepName();
  const { step, progress } = document;
  return [step === null ? t('inLine') : stepName(step), progress > 0 ? t('percent', { percent: progress }) : null]
    .filter(Boolean)
    .join(' · ');
}
