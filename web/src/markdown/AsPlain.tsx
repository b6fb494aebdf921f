import type { ReactNode } from 'react';
import { Component } from 'react';

interface Props {
  fallback: ReactNode;
  children: ReactNode;
}

/** A text that the renderer cannot cope with is shown as it is. */
export class AsPlain extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}
