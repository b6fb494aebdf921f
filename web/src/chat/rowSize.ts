import type { RowSize } from '../windowing/heights';
import type { ThreadItem } from './thread';

const LineHeight = 25;

const sizes = new WeakMap<ThreadItem, RowSize>();

/** How high a message will be, as far as its text tells before it is seen. */
export function rowSize(item: ThreadItem): RowSize {
  const before = sizes.get(item);
  if (before !== undefined) return before;
  const { role, content, citations } = item.message;
  const isUser = role === 'user';
  const lines = linesOf(content, isUser ? 72 : 92);
  const around = isUser ? 72 : 62 + (citations.length > 0 ? 38 : 0);
  const size = { key: item.key, estimate: Math.round(around + lines * LineHeight) };
  sizes.set(item, size);
  return size;
}

function linesOf(text: string, width: number): number {
  // A very long text is looked at where it begins: what matters is that it is long.
  const looked = text.slice(0, 4000);
  let lines = 0;
  for (let at = 0; at <= looked.length;) {
    const end = looked.indexOf('\n', at);
    const length = (end < 0 ? looked.length : end) - at;
    lines += length === 0 ? 0.5 : Math.ceil(length / width);
    at = end < 0 ? looked.length + 1 : end + 1;
  }
  return looked.length === 0 ? 1 : lines * (text.length / looked.length);
}
