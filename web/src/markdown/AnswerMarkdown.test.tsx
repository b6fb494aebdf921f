// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Citation, MessageSpan } from '../api/types';
import { CitingContext } from '../citations/citing';
import AnswerMarkdown from './AnswerMarkdown';

const cited = {
  label: 'S1',
  namespace: 'docs',
  document_id: 'doc_1',
  title: 'Manual',
  heading: 'Safety',
  page: null,
  start: 3,
  end: 9,
  message_start: 0,
  message_end: 12,
} as Citation;

function show(text: string, unsupported: MessageSpan[] = [], citations: Citation[] = [cited]) {
  const open = vi.fn();
  const { container } = render(
    <MantineProvider>
      <CitingContext value={{ citations, sources: [], open, shown: null }}>
        <AnswerMarkdown text={text} unsupported={unsupported} streaming={false} />
      </CitingContext>
    </MantineProvider>,
  );
  return { container, open };
}

describe('an answer', () => {
  it('opens the passage behind a source label', () => {
    const { open } = show('It is so. [S1]');
    fireEvent.click(screen.getByRole('button', { name: 'Source S1: Manual' }));
    expect(open).toHaveBeenCalledWith(expect.objectContaining({ documentId: 'doc_1', span: { start: 3, end: 9 } }));
  });

  it('makes a chip of each label in a list of them, and none of a label that is unknown', () => {
    show('So [S1, S2].', [], [cited, { ...cited, label: 'S2' }]);
    expect(screen.getAllByTestId('citation-chip').map(chip => chip.textContent)).toEqual(['S1', 'S2']);
    show('Or so [S9].');
    expect(screen.getByText('S9').tagName).toBe('SPAN');
  });

  it('leaves labels in code alone', () => {
    show('Use `[S1]` here.');
    expect(screen.queryByTestId('citation-chip')).toBeNull();
  });

  it('marks exactly the sentence that no source bears out', () => {
    const text = 'Fine one. **Bold** claim here. Fine two.';
    const from = text.indexOf('**Bold');
    const { container } = show(text, [{ message_start: from, message_end: text.indexOf(' Fine two') }]);
    expect([...container.querySelectorAll('mark')].map(mark => mark.textContent).join('')).toBe('Bold claim here.');
  });

  it('marks by offsets in the whole message, whatever stands before', () => {
    const text = '# 👋\n\nFirst.\n\nSecond is wrong.';
    const { container } = show(text, [{ message_start: text.indexOf('Second'), message_end: text.length }]);
    expect(container.querySelector('mark')?.textContent).toBe('Second is wrong.');
  });

  it('loads no picture', () => {
    const { container } = show('![a map](https://elsewhere.example/p.png?leak=1)');
    expect(container.querySelector('img')).toBeNull();
    expect(container.textContent).toContain('Image: a map');
  });

  it('renders no raw HTML', () => {
    const { container } = show('Hi <img src=x onerror=alert(1)> <script>alert(1)</script> there');
    expect(container.querySelector('img, script')).toBeNull();
  });

  it('opens links apart from the page, and only harmless ones', () => {
    show('[good](https://example.com) [bad](javascript:alert(1))');
    const good = screen.getByText('good');
    expect(good.getAttribute('rel')).toContain('noopener');
    expect(good.getAttribute('target')).toBe('_blank');
    expect(screen.getByText('bad').getAttribute('href') ?? '').not.toContain('javascript');
  });
});
