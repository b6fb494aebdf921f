import { setNonce } from 'get-nonce';

/**
 * The word by which the style elements that libraries make are told from those that somebody slipped in. The server puts
 * a new one into each load of the page and names it in the content security policy.
 */
export const styleNonce = document.querySelector<HTMLElement>('meta[name=style-nonce]')?.nonce ?? '';

// The component library takes it from its provider; what keeps the page still behind a dialog, from here.
setNonce(styleNonce);
