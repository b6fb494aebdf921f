import type { ReactNode } from 'react';
import { fieldsOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';

/** Where in the policy the server found something wrong. */
export function FieldErrors({ error }: { error: unknown }): ReactNode {
  return Object.entries(fieldsOf(error)).map(([field, sentence]) => (
    <Notice key={field} tone="warn">
      <code>{field}</code> {sentence}
    </Notice>
  ));
}
