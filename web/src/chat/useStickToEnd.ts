import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const Near = 64;

/**
 * Keeps the newest text in view for as long as the reader is at the end, and leaves the view alone once they scrolled
 * away. When earlier messages come in above, what was being read stays where it was.
 */
export function useStickToEnd(first: string) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const height = useRef(0);
  const before = useRef(first);
  const [isAway, setAway] = useState(false);

  const toEnd = useCallback((behavior: ScrollBehavior = 'auto') => {
    stuck.current = true;
    setAway(false);
    const view = scroller.current;
    view?.scrollTo({ top: view.scrollHeight, behavior });
  }, []);

  useLayoutEffect(() => {
    const view = scroller.current;
    if (view === null || before.current === first) return;
    before.current = first;
    if (!stuck.current) view.scrollBy({ top: view.scrollHeight - height.current });
  }, [first]);

  useEffect(() => {
    const view = scroller.current;
    const inner = content.current;
    if (view === null || inner === null) return;
    let top = view.scrollTop;
    const onScroll = () => {
      const isNear = view.scrollHeight - view.scrollTop - view.clientHeight < Near;
      // Text that grew between two looks is no reader who went away: only a way upwards is.
      stuck.current = isNear || (stuck.current && view.scrollTop >= top);
      top = view.scrollTop;
      setAway(!stuck.current);
    };
    const sizes = new ResizeObserver(() => {
      height.current = view.scrollHeight;
      if (!stuck.current) return onScroll();
      view.scrollTo({ top: view.scrollHeight });
      top = view.scrollTop;
    });
    sizes.observe(inner);
    sizes.observe(view);
    view.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      view.removeEventListener('scroll', onScroll);
    };
  }, []);

  return { scroller, content, isAway, toEnd };
}
