import type { RefObject } from 'react';
import { useEffect, useRef, useState } from 'react';
import { scrollTo } from './scrollTo';

/** Where a page counts as being at the top, in pixels below it. */
const JustBelow = 24;

/** Where one is among the pages of a file: it begins at a page and moves on to the passage when that has been found. */
export function usePlaceInPages(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  begin: number,
  isSought: boolean,
  isReady: boolean,
) {
  const first = Math.min(Math.max(1, begin), count);
  const [page, setPage] = useState(first);
  const [isMissing, setMissing] = useState(false);
  const isShown = useRef(false);

  useEffect(() => {
    isShown.current = false;
    if (isReady) scrollTo(scroller.current, pageAt(scroller.current, first), 0);
  }, [scroller, first, isReady]);

  return {
    page,
    /** Whether the page that the passage is said to be on was drawn without it. */
    isMissing,
    goTo(number: number) {
      scrollTo(scroller.current, pageAt(scroller.current, number), 0);
      setPage(number);
    },
    /** The page at the top is the one that is read; at the end of the file, the last. */
    look() {
      const own = scroller.current;
      if (own === null) return;
      const top = own.getBoundingClientRect().top + JustBelow;
      const pages = [...own.querySelectorAll<HTMLElement>('[data-page]')];
      const isAtEnd = own.scrollTop + own.clientHeight >= own.scrollHeight - 1 && own.scrollTop > 0;
      const seen = isAtEnd ? pages.at(-1) : (pages.findLast(one => one.getBoundingClientRect().top <= top) ?? pages[0]);
      if (seen) setPage(Number(seen.dataset['page']));
    },
    drawn(number: number, mark: HTMLElement | null) {
      if (!isSought) return;
      if (mark === null) {
        if (number === first && !isShown.current) setMissing(true);
        return;
      }
      setMissing(false);
      if (isShown.current && number !== first) return;
      if (!isShown.current) scrollTo(scroller.current, mark, 0.4);
      isShown.current = true;
    },
  };
}

function pageAt(scroller: HTMLElement | null, number: number): Element | null {
  return scroller?.querySelector(`[data-page="${number}"]`) ?? null;
}
