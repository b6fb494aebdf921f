import type { ReactNode } from 'react';

export function Logo({ size = 26 }: { size?: number }): ReactNode {
  return <img src="/icon.svg" width={size} height={size} alt="" />;
}
