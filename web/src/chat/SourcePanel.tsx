import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CitationPanel } from '../citations/CitationPanel';
import type { CitedPassage } from '../citations/citing';
import styles from './Chat.module.css';

/** The document behind a citation: beside the conversation, and over it where there is no room. */
export default function SourcePanel({ passage, onClose }: { passage: CitedPassage; onClose: () => void }): ReactNode {
  const { t } = useTranslation('chat');
  const isWide = useMediaQuery('(min-width: 1100px)') ?? true;
  if (isWide) {
    return (
      <aside className={styles.panel}>
        <CitationPanel passage={passage} onClose={onClose} />
      </aside>
    );
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(100%, 480px)"
      withCloseButton={false}
      padding={0}
      attributes={{ content: { 'aria-label': t('source.panel') } }}
      styles={{ body: { height: '100%' } }}
    >
      <CitationPanel passage={passage} onClose={onClose} />
    </Drawer>
  );
}
