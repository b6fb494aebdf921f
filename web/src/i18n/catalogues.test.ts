import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import de from './de';
import problems from './de/problems.json';
import en from './en';

/** What people are refused with who chat, sign in, upload, share or import. */
const met = [
  'second_factor_required',
  'wrong_credentials',
  'wrong_code',
  'challenge_not_valid',
  'link_not_valid',
  'session_ended',
  'unauthorized',
  'too_many_attempts',
  'email_taken',
  'domain_bound',
  'proof_needed',
  'password_changed',
  'no_password',
  'last_way_in',
  'second_factor_exists',
  'no_second_factor',
  'rate_limited',
  'quota_exceeded',
  'budget_exceeded',
  'max_cost_exceeded',
  'too_many_turns',
  'turn_in_progress',
  'idempotency_conflict',
  'model_not_found',
  'model_cannot_see',
  'erased',
  'not_an_answer',
  'nothing_to_compact',
  'too_many_pins',
  'too_many_folders',
  'branch_too_long',
  'temporary',
  'file_too_large',
  'files_full',
  'unsupported_file',
  'unsupported_media_type',
  'document_too_large',
  'unreadable_document',
  'body_too_large',
  'body_too_slow',
  'conflict',
  'sharing_forbidden',
  'conversation_empty',
  'conversation_temporary',
  'too_many_shares',
  'import_in_progress',
  'upload_too_slow',
  'too_large',
  'storage_unavailable',
  'took_too_long',
  'unexpected',
  'unavailable',
  'stopping',
  'time_limit',
  'provider_rate_limited',
  'provider_out_of_quota',
  'provider_unavailable',
  'provider_silent',
  'provider_timeout',
  'provider_context_too_long',
  'provider_malformed',
  'provider_cut',
  'place_not_allowed',
  'source_paused',
  'in_progress',
];

type Texts = Map<string, string>;

const source = join(import.meta.dirname, '..');
const plural = /_(zero|one|two|few|many|other)$/;
const english = flat(en);
const others = { de: flat(de) };

/** Every text under its whole key, such as "shell:connection.offline". */
function flat(catalogue: object): Texts {
  const texts: Texts = new Map();
  const walk = (value: unknown, key: string) => {
    if (typeof value === 'string') texts.set(key, value);
    else for (const [name, inner] of Object.entries(value as object)) walk(inner, `${key}.${name}`);
  };
  for (const [area, inner] of Object.entries(catalogue))
    for (const [name, value] of Object.entries(inner as object)) walk(value, `${area}:${name}`);
  return texts;
}

const keysOf = (texts: Texts) => [...new Set([...texts.keys()].map(key => key.replace(plural, '')))].sort();

/** The holes of a text and the parts of a page that stand in it. */
const holes = (text: string) => [...new Set(text.match(/\{\{.*?\}\}|<\/?\w+\s*\/?>/g) ?? [])].sort();

it.each(Object.entries(others))('%s has every text of the page and no other', (_, texts) => {
  expect(keysOf(texts)).toEqual(keysOf(english));
  expect([...texts].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
});

it.each(Object.entries({ en: english, ...others }))(
  '%s has every plural that its numbers ask for',
  (language, texts) => {
    const asked = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = [...new Set([...texts.keys()].filter(key => plural.test(key)).map(key => key.replace(plural, '')))];
    const missing = counted.flatMap(key => asked.map(form => `${key}_${form}`)).filter(key => !texts.has(key));
    expect(missing).toEqual([]);
  },
);

it.each(Object.entries(others))('%s has the same holes in its texts', (_, texts) => {
  const differing = [...texts].filter(([key, text]) => {
    const own = english.get(key) ?? english.get(key.replace(plural, '_other'));
    // A form for one may leave the number out.
    return plural.test(key) && !key.endsWith('_other')
      ? holes(text).some(hole => !holes(own!).includes(hole))
      : holes(text).join() !== holes(own!).join();
  });
  expect(differing).toEqual([]);
});

it('speaks to the reader of German in one way', () => {
  const familiar = /\b(du|dich|dir|dein(e[mnrs]?)?)\b|(^|[.;:] )(frag|schreib|prüf|versuch)e? /i;
  const texts = [...others.de, ...flat({ problems })];
  expect(texts.filter(([, text]) => familiar.test(text)).map(([key]) => key)).toEqual([]);
});

it.each(Object.entries({ de: problems }))(
  '%s has a sentence for what people meet, and for nothing else',
  (_, sentences) => {
    expect(Object.keys(sentences).sort()).toEqual([...met].sort());
    expect(Object.values(sentences).filter(sentence => sentence.trim() === '')).toEqual([]);
  },
);

it('speaks of refusals that the server knows', () => {
  const server = join(source, '../../src');
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(name =>
    /^(?!.*\b(bin|obj)\b).*\.cs$/.test(name),
  );
  const text = files.map(name => readFileSync(join(server, name), 'utf8')).join('\n');
  const kinds = /enum ProviderFailure\s*\{(.*?)\n\}/s.exec(text)![1]!.matchAll(/^\s*([A-Z]\w+),?$/gm);
  const snake = (name: string) => name.replace(/(?<=.)[A-Z]/g, letter => `_${letter}`).toLowerCase();
  const failures = [...kinds].map(kind => `provider_${snake(kind[1]!)}`);
  expect(met.filter(code => !failures.includes(code) && !text.includes(`"${code}"`))).toEqual([]);
});

it('uses every text', () => {
  const named = namesInSource();
  const unused = keysOf(english).filter(key => {
    const [area, inner] = key.split(':') as [string, string];
    return !named.some(name => name.test(key) || (name.area(area) && name.test(inner)));
  });
  expect(unused).toEqual([]);
});

/** The texts in the source that may name a key; a hole in one stands for any part of a key. */
function namesInSource() {
  const found: { area: (area: string) => boolean; test: (key: string) => boolean }[] = [];
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || /\.test\.tsx?$|\.d\.ts$/.test(file)) continue;
    const text = readFileSync(join(source, file), 'utf8');
    const areas = [...text.matchAll(/useTranslation\(([^)]*)\)/g)].flatMap(
      call => call[1]!.match(/\w+/g) ?? ['common'],
    );
    const area = (name: string) => name === 'common' || areas.includes(name);
    const visit = (node: ts.Node) => {
      if (ts.isStringLiteralLike(node)) found.push({ area, test: key => key === node.text });
      else if (ts.isTemplateExpression(node)) {
        const parts = [node.head.text, ...node.templateSpans.map(span => span.literal.text)];
        const pattern = new RegExp(
          `^${parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\w-]+')}$`,
        );
        if (parts.join('') !== '') found.push({ area, test: key => pattern.test(key) });
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  }
  return found;
}
