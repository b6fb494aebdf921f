import type { RefObject } from 'react';
import { useEffect, useState } from 'react';

/** Whether something is in view or a view away from it, so that no more is kept ready than may be looked at next. */
export function useNear(target: RefObject<Element | null>, scroller: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver(entries => setNear(entries.at(-1)!.isIntersecting), {
      root: scroller.current,
      rootMargin: '75% 0px',
    });
    if (target.current) watcher.observe(target.current);
    return () => watcher.disconnect();
  }, [target, scroller]);
  return isNear;
}
