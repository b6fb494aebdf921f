import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton';
import { Windowed } from '../windowing/windowed';
import { hurry } from '../markdown/hurry';
import styles from './Chat.module.css';
import { rowSize } from './rowSize';
import type { ThreadItem } from './thread';
import { ThreadRow } from './ThreadRow';
import type { Earlier } from './useEarlier';

export interface ThreadHandle {
  toEnd: () => void;
  /** Moves the focus to a message: from the one that has it to the next in a direction, else to the newest. */
  step: (by: 1 | -1) => void;
}

interface Props {
  items: readonly ThreadItem[];
  earlier: Earlier;
  /** The message to bring into view when the thread appears, and whenever another one is named. */
  target: string | null;
  /** The message that the reader was led to last. */
  found: string | null;
  onArrived: () => void;
  handle: Ref<ThreadHandle>;
}

/** The messages of one branch, the newest at the end. Only those that are seen are built. */
export function Thread({ items, earlier, target, found, onArrived, handle }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const view = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const group = useRef<HTMLDivElement>(null);
  const [isAway, setAway] = useState(false);
  const [, setRange] = useState({ first: 0, last: 0 });
  const [list] = useState(() => new Windowed(setRange, setAway));

  const sizes = useMemo(() => items.map(rowSize), [items]);
  const { first, last } = list.take(sizes);

  useLayoutEffect(() => list.attach(view.current!, content.current!, group.current!), [list]);
  useEffect(() => hurry.follow(() => list.speed), [list]);
  useLayoutEffect(() => {
    keepFocus(view.current!, () => list.settle());
  });

  const key = target === null ? undefined : items.find(item => item.message.id === target)?.key;
  useLayoutEffect(() => {
    if (key === undefined || !list.toRow(key)) return;
    onArrived();
  }, [list, key, onArrived]);

  const focusRow = (index: number) => {
    const wanted = items[Math.min(Math.max(index, 0), items.length - 1)]?.key;
    if (wanted === undefined) return;
    if (rowOf(view.current!, wanted) === null) list.toRow(wanted);
    // A row that had to be built first is there after this build.
    requestAnimationFrame(() => view.current && rowOf(view.current, wanted)?.focus());
  };
  const focused = () => {
    const row = document.activeElement?.closest<HTMLElement>('[data-row]');
    return row ? list.heights.indexOf(row.dataset['row']!) : -1;
  };
  useImperativeHandle(handle, () => ({
    toEnd: () => list.toEnd(),
    step: by => focusRow(focused() < 0 ? items.length - 1 : focused() + by),
  }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isRow = event.target instanceof HTMLElement && event.target.dataset['row'] !== undefined;
    if (!isRow && event.target !== view.current) return;
    if (event.key === 'Home') {
      earlier.ask();
      list.toStart();
    } else if (event.key === 'End') list.toEnd();
    else if (isRow && event.key === 'PageUp') focusRow(focused() - 1);
    else if (isRow && event.key === 'PageDown') focusRow(focused() + 1);
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.threadFrame}>
      {/* The messages scroll by themselves, and the keyboard must reach them. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={view}
        className={styles.scroller}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="feed"
        aria-label={t('thread.label')}
        aria-busy={earlier.isFailing}
        data-testid="thread"
        data-first={first}
        data-count={items.length}
        data-whole={!earlier.isMore || undefined}
        onKeyDown={onKeyDown}
        onScroll={event => earlier.isMore && event.currentTarget.scrollTop < 1200 && earlier.ask()}
      >
        <div className={styles.thread}>
          {earlier.isMore && first === 0 && (
            <div className={styles.earlier} role="presentation">
              {earlier.isFailing ? t('thread.earlierFailing') : t('thread.earlier')}
            </div>
          )}
          <div ref={content} className={styles.rows} role="presentation">
            <div ref={group} className={styles.built} role="presentation">
              {items.slice(first, last).map((item, index) => (
                <ThreadRow
                  key={item.key}
                  item={item}
                  position={first + index + 1}
                  count={earlier.isMore ? -1 : items.length}
                  isFound={item.message.id === found}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
      {isAway && (
        <IconButton
          sign="arrowDown"
          label={t('thread.toEnd')}
          variant="default"
          radius="xl"
          className={styles.toEnd}
          onClick={() => list.toEnd('smooth')}
        />
      )}
    </div>
  );
}

function rowOf(view: HTMLElement, key: string): HTMLElement | null {
  return view.querySelector(`[data-row="${CSS.escape(key)}"]`);
}

const hadFocus = new WeakMap<HTMLElement, boolean>();

/** A message that scrolled away takes the focus with it; the messages as a whole keep it then. */
function keepFocus(view: HTMLElement, settle: () => void): void {
  if (hadFocus.get(view) && document.activeElement === document.body) view.focus({ preventScroll: true });
  settle();
  hadFocus.set(view, view.contains(document.activeElement));
}
