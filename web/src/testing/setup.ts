import { afterEach } from 'vitest';
import { i18n } from '../i18n/i18n';

// Channels reach over threads: without this the tests of one file hear what those of another one say.
const own = crypto.randomUUID();
globalThis.BroadcastChannel = class extends BroadcastChannel {
  constructor(name: string) {
    super(`${name} ${own}`);
  }
};

if (typeof document !== 'undefined') await prepareDocument();

async function prepareDocument(): Promise<void> {
  const { cleanup, configure } = await import('@testing-library/react');
  // A busy machine is slow, not wrong.
  configure({ asyncUtilTimeout: 15_000, getElementError: message => new Error(message ?? '') });
  addWhatIsMissing();
  afterEach(() => {
    cleanup();
    if (i18n.language !== 'en') void i18n.changeLanguage('en');
    sessionStorage.clear();
    localStorage.clear();
  });
}

/** What the component library asks of a browser and jsdom does not have. */
function addWhatIsMissing(): void {
  window.matchMedia ??= query =>
    ({
      matches: query.includes('min-width') || query.includes('hover: hover'),
      media: query,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      addListener: () => undefined,
      removeListener: () => undefined,
    }) as unknown as MediaQueryList;
  window.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  Element.prototype.scrollTo ??= () => undefined;
  Element.prototype.scrollBy ??= () => undefined;
  Element.prototype.scrollIntoView ??= () => undefined;
  const fonts = { addEventListener: () => undefined, removeEventListener: () => undefined };
  Object.defineProperty(document, 'fonts', { value: fonts, configurable: true });
}
