import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';
import { createTheme } from '@mantine/core';
import { i18n } from './i18n/i18n';

const accent = Array.from({ length: 10 }, () => 'var(--color-accent)') as unknown as MantineColorsTuple;
const danger = Array.from({ length: 10 }, () => 'var(--color-danger)') as unknown as MantineColorsTuple;

/** The cross of every dialog has a name, in the language that is spoken when it is shown. */
const closing = {
  get 'aria-label'() {
    return i18n.t('close');
  },
};

/** The component library, dressed in the colours and distances of tokens.css. */
export const theme = createTheme({
  colors: { accent, danger },
  primaryColor: 'accent',
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  defaultRadius: 'md',
  radius: { sm: 'var(--radius-s)', md: 'var(--radius-m)', lg: 'var(--radius-l)' },
  cursorType: 'pointer',
  components: {
    // By name: most pages have neither, and need not fetch them.
    Badge: { styles: { root: { textTransform: 'none' } } },
    // A menu holds items alone; what would hold the focus before them is none.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { closeButtonProps: closing } },
    Drawer: { defaultProps: { closeButtonProps: closing } },
  },
  respectReducedMotion: true,
});

const surface = {
  '--mantine-color-body': 'var(--color-page)',
  '--mantine-color-text': 'var(--color-text)',
  '--mantine-color-dimmed': 'var(--color-muted)',
  '--mantine-color-placeholder': 'var(--color-faint)',
  '--mantine-color-error': 'var(--color-danger)',
  '--mantine-color-anchor': 'var(--color-accent-text)',
  '--mantine-color-default': 'var(--color-raised)',
  '--mantine-color-default-hover': 'var(--color-hover)',
  '--mantine-color-default-color': 'var(--color-text)',
  '--mantine-color-default-border': 'var(--color-border)',
  '--mantine-color-disabled': 'var(--color-sunken)',
  '--mantine-color-disabled-color': 'var(--color-faint)',
  '--mantine-color-disabled-border': 'var(--color-border)',
  '--mantine-primary-color-contrast': 'var(--color-on-accent)',
};

const family = (name: string) => ({
  [`--mantine-color-${name}-text`]: name === 'accent' ? 'var(--color-accent-text)' : `var(--color-${name})`,
  [`--mantine-color-${name}-filled`]: `var(--color-${name})`,
  [`--mantine-color-${name}-filled-hover`]: `var(--color-${name}-hover)`,
  [`--mantine-color-${name}-light`]: `var(--color-${name}-soft)`,
  [`--mantine-color-${name}-light-hover`]: `var(--color-${name}-soft)`,
  [`--mantine-color-${name}-light-color`]: name === 'accent' ? 'var(--color-accent-text)' : `var(--color-${name})`,
  [`--mantine-color-${name}-outline`]: `var(--color-${name})`,
});

const gray = {
  '--mantine-color-gray-text': 'var(--color-muted)',
  '--mantine-color-gray-light': 'var(--color-sunken)',
  '--mantine-color-gray-light-hover': 'var(--color-hover)',
  '--mantine-color-gray-light-color': 'var(--color-muted)',
};

const both = { ...surface, ...gray, ...family('accent'), ...family('danger') };

/** The library's own greys, which its parts name directly, by what they are used for. */
const lightGreys = {
  '--mantine-color-gray-0': 'var(--color-hover)',
  '--mantine-color-gray-1': 'var(--color-sunken)',
  '--mantine-color-gray-2': 'var(--color-sunken)',
  '--mantine-color-gray-3': 'var(--color-border)',
  '--mantine-color-gray-4': 'var(--color-border-strong)',
  '--mantine-color-gray-5': 'var(--color-faint)',
  '--mantine-color-gray-6': 'var(--color-muted)',
  '--mantine-color-gray-7': 'var(--color-muted)',
};

const darkGreys = {
  // What stands on a filled button.
  '--mantine-color-white': 'var(--color-on-accent)',
  '--mantine-color-dark-0': 'var(--color-text)',
  '--mantine-color-dark-1': 'var(--color-muted)',
  '--mantine-color-dark-2': 'var(--color-muted)',
  '--mantine-color-dark-3': 'var(--color-faint)',
  '--mantine-color-dark-4': 'var(--color-border)',
  '--mantine-color-dark-5': 'var(--color-hover)',
  '--mantine-color-dark-6': 'var(--color-raised)',
  '--mantine-color-dark-7': 'var(--color-raised)',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...both, ...lightGreys },
  dark: { ...both, ...darkGreys },
});
