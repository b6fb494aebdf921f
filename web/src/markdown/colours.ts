import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import type { HtmlNode } from './tame';

const written = createLowlight({
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  markdown,
  php,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
});

/** Colouring takes longer than reading from here on. */
const Longest = 30_000;

/** A rehype plugin: colours the blocks of code whose language is known. */
export function colours() {
  return (tree: HtmlNode) => visit(tree);
}

function visit(parent: HtmlNode): void {
  for (const child of parent.children ?? []) {
    if (parent.tagName === 'pre' && child.tagName === 'code') colour(child);
    else visit(child);
  }
}

function colour(code: HtmlNode): void {
  const names = code.properties?.['className'];
  const language = Array.isArray(names)
    ? names
        .find(name => name.startsWith('language-'))
        ?.slice(9)
        .toLowerCase()
    : null;
  const text = code.children?.map(child => child.value ?? '').join('') ?? '';
  if (!language || text.length > Longest || !written.registered(language)) return;
  code.children = written.highlight(language, text).children as HtmlNode[];
}
