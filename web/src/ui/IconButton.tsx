import type { ActionIconProps } from '@mantine/core';
import { ActionIcon } from '@mantine/core';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import type { Sign } from './Icon';
import { Icon } from './Icon';

type Props = ActionIconProps &
  Omit<ComponentPropsWithRef<'button'>, keyof ActionIconProps> & {
    sign: Sign;
    label: string;
    iconSize?: number;
    tip?: boolean;
  };

/** A button that is a sign, with its name for readers and for whoever rests on it. */
export function IconButton({ sign, label, iconSize = 18, tip = true, ...rest }: Props): ReactNode {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      c="var(--color-muted)"
      size={34}
      aria-label={label}
      title={tip ? label : undefined}
      {...rest}
    >
      <Icon sign={sign} size={iconSize} />
    </ActionIcon>
  );
}
