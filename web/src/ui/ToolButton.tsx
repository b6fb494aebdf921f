import type { ComponentPropsWithRef, ReactNode } from 'react';
import type { Sign } from './Icon';
import { Icon } from './Icon';
import styles from './ToolButton.module.css';

interface Props extends Omit<ComponentPropsWithRef<'button'>, 'children'> {
  sign: Sign;
  label: string;
  iconSize?: number;
}

/** A sign to press where there are hundreds of them: it costs no more than a plain button. */
export function ToolButton({ sign, label, iconSize = 16, className, ...rest }: Props): ReactNode {
  return (
    <button
      type="button"
      className={className === undefined ? styles.tool : `${styles.tool} ${className}`}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon sign={sign} size={iconSize} />
    </button>
  );
}
