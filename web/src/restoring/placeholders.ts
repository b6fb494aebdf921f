/** As the server writes them: [CARD_1] stands for something that was taken out, [\CARD_1] is what somebody typed. */
const Shape =
  /\[(\\*)((?:EMAIL|PHONE|CARD|IBAN|NATIONAL_ID|IP|DOMAIN|URL|DATE_OF_BIRTH|PERSON|ADDRESS|ORGANIZATION|LOCATION|SECRET)_[1-9]\d{0,8})\]/g;

export interface Piece {
  text: string;
  /** True for a placeholder. */
  stands: boolean;
}

export function hasPlaceholders(text: string): boolean {
  return pieces(text).some(piece => piece.stands);
}

/** A text as people wrote it, cut at its placeholders. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let plain = '';
  let at = 0;
  for (const match of text.matchAll(Shape)) {
    plain += text.slice(at, match.index);
    at = match.index + match[0].length;
    if (match[1] !== '') {
      plain += `[${match[1]!.slice(1)}${match[2]!}]`;
      continue;
    }
    if (plain !== '') found.push({ text: plain, stands: false });
    found.push({ text: match[0], stands: true });
    plain = '';
  }
  plain += text.slice(at);
  if (plain !== '') found.push({ text: plain, stands: false });
  return found;
}

export function unescaped(text: string): string {
  return pieces(text)
    .map(piece => piece.text)
    .join('');
}
