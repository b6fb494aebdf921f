import type { Mark } from './findPassage';

/** Puts marks around parts of what some elements say. @returns The first of them. */
export function markTexts(elements: readonly HTMLElement[], marks: readonly Mark[]): HTMLElement | null {
  const made = marks.flatMap(({ item, start, end }) => {
    const element = elements[item];
    if (element === undefined) return [];
    const text = element.textContent;
    const mark = document.createElement('mark');
    mark.dataset['testid'] = 'cited-passage';
    mark.textContent = text.slice(start, end);
    element.replaceChildren(text.slice(0, start), mark, text.slice(end));
    return [mark];
  });
  return made[0] ?? null;
}
