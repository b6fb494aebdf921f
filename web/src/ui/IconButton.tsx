import type { ActionIconProps } from '@mantine/core';
import { ActionIcon, Tooltip } from '@mantine/core';
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

/** A button that is a sign, with its name for readers and as a tooltip. */
export function IconButton({ sign, label, iconSize = 18, tip = true, ...rest }: Props): ReactNode {
  return (
    <Tooltip
      label={label}
      disabled={!tip}
      openDelay={400}
      withArrow={false}
      events={{ hover: true, focus: false, touch: false }}
    >
      <ActionIcon variant="subtle" color="gray" c="var(--color-muted)" size={34} aria-label={label} {...rest}>
        <Icon sign={sign} size={iconSize} />
      </ActionIcon>
    </Tooltip>
  );
}
