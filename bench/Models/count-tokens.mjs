// Adds real token counts to the lines of "bench/Models tokens" and prints the error of our estimate.
// npm i js-tiktoken && dotnet run -c Release --project bench/Models -- tokens FOLDER | node bench/Models/count-tokens.mjs
import { createInterface } from 'node:readline';
import { getEncoding } from 'js-tiktoken';

const encodings = ['cl100k_base', 'o200k_base'].map((name) => [name, getEncoding(name)]);
const groups = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { language, estimate, bound, text } = JSON.parse(line);
  for (const [name, encoding] of encodings) {
    const count = encoding.encode(text, [], []).length;
    const key = `${language}\t${name}`;
    const group = groups.get(key) ?? groups.set(key, { texts: 0, count: 0, estimate: 0, least: Infinity, below: 0, beyondBound: 0 }).get(key);
    group.texts += 1;
    group.count += count;
    group.estimate += estimate;
    group.least = Math.min(group.least, estimate / count);
    group.below += estimate < count ? 1 : 0;
    group.beyondBound += count > bound ? 1 : 0;
  }
}
console.log('| texts | tokenizer | n | estimate / true | least of a text | texts estimated too low | beyond the bound |');
console.log('|---|---|---|---|---|---|---|');
for (const [key, g] of [...groups].sort()) {
  const [language, name] = key.split('\t');
  console.log(`| ${language} | ${name} | ${g.texts} | ${(g.estimate / g.count).toFixed(2)} | ${g.least.toFixed(2)} | ${g.below} | ${g.beyondBound} |`);
}
