import type { ButtonHTMLAttributes, MouseEvent, ReactElement, ReactNode } from 'react';
import { cloneElement, Suspense, useState } from 'react';

interface Props {
  /** What is pressed. The part stands in its place afterwards, with the same button in it. */
  button: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  /** What the button opens: `menu` or `dialog`. */
  opens: 'menu' | 'dialog';
  /** Called when somebody reaches for the button. */
  onNear: () => void;
  children: ReactNode;
}

/** A button that opens a part which is fetched when somebody reaches for it, and built when it is pressed first. */
export function OnUse({ button, opens, onNear, children }: Props): ReactNode {
  const [isUsed, setUsed] = useState(false);
  const closed = cloneElement(button, {
    'aria-haspopup': opens,
    'aria-expanded': false,
    onPointerEnter: onNear,
    onFocus: onNear,
    onClick(event: MouseEvent<HTMLButtonElement>) {
      // Not every browser does it by itself; whoever leaves the button does not want it any more.
      event.currentTarget.focus({ preventScroll: true });
      setUsed(true);
    },
  });
  if (!isUsed) return closed;
  const style = { ...button.props.style, cursor: 'progress', opacity: 0.6 };
  const waiting = cloneElement(closed, { 'aria-busy': true, style });
  return <Suspense fallback={waiting}>{children}</Suspense>;
}
