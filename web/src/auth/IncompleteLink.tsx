import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { AuthFrame } from './AuthFrame';

/** Where a one-time link leads that lost its token on the way. */
export function IncompleteLink(): ReactNode {
  return (
    <AuthFrame
      title="This link is incomplete"
      lead="The address holds no one-time token. Open the whole link as it was printed or sent to you."
    >
      <Anchor component={Link} to="/">
        Go to sign-in
      </Anchor>
    </AuthFrame>
  );
}
