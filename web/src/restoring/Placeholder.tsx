import type { ReactNode } from 'react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainText } from '../markdown/PlainText';
import { pieces } from './placeholders';
import styles from './Restoring.module.css';
import { RestoredContext } from './useRestoring';

/** What stands for something that was taken out, or, while its reader wants it, what it stands for. */
export function Placeholder({ name }: { name: string }): ReactNode {
  const { t } = useTranslation('chat');
  const value = use(RestoredContext)?.get(name);
  return value === undefined ? (
    <span className={styles.placeholder} title={t('restoring.stands')} data-testid="placeholder">
      {name}
    </span>
  ) : (
    <span className={styles.restored} title={t('restoring.restored', { name })} data-testid="restored">
      <bdi>{value}</bdi>
    </span>
  );
}

/** A text exactly as it was written, but for what was taken out of it. */
export function RestorableText({ text }: { text: string }): ReactNode {
  return pieces(text).map((piece, index) =>
    // Pieces of one text never change places.
    piece.stands ? <Placeholder key={index} name={piece.text} /> : <PlainText key={index} text={piece.text} />,
  );
}
