/**
 * Scrolls one part of the page, and nothing around it, to something in it.
 * @param share How far below its upper edge that is to stand: 0 at the edge, 0.5 in the middle.
 */
export function scrollTo(scroller: Element | null, target: Element | null, share: number): void {
  if (scroller === null || target === null) return;
  const offset = target.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += offset - scroller.clientHeight * share;
}
