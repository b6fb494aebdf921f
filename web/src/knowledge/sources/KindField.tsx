import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SourceKind } from '../../api/types';
import styles from './Sources.module.css';
import { kinds } from './sourceFields';

interface Props {
  kind: SourceKind;
  error: string | undefined;
  onKind: (kind: SourceKind) => void;
}

/** Where documents come from: one of the kinds of places that can be read. */
export function KindField({ kind, error, onKind }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  return (
    <Radio.Group label={t('sources.kind')} value={kind} onChange={value => onKind(value as SourceKind)} error={error}>
      <div className={styles.kinds}>
        {kinds.map(one => (
          <Radio
            key={one}
            value={one}
            label={t(`sources.kinds.${one}.name`)}
            description={t(`sources.kinds.${one}.words`)}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
