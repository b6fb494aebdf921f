// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import AnswerMarkdown from './AnswerMarkdown';

function show(text: string) {
  const { container } = render(
    <MantineProvider env="test">
      <section>
        <AnswerMarkdown text={text} unsupported={[]} streaming={false} />
      </section>
    </MantineProvider>,
  );
  return container.querySelector('section')!;
}

/** Where an address must not stand, whatever the text says. */
const links = (root: Element) => [...root.querySelectorAll('a')].map(link => link.getAttribute('href') ?? '');

describe('hostile texts', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg/onload=alert(1)>',
    '<svg><script href="data:,alert(1)"/></svg>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<style>*{display:none}</style>',
    '<link rel=stylesheet href=//evil.example>',
    '<base href=//evil.example/>',
    '<form action=//evil.example><input name=attributes></form>',
    '<a href="javascript:alert(1)">x</a>',
    '<math><mtext><table><mglyph><style><img src onerror=alert(1)>',
    '<details open ontoggle=alert(1)>',
    '<p style="position:fixed;inset:0">over all</p>',
    '![x](https://evil.example/x.png)',
    '![x](javascript:alert(1))',
    '![x][y]\n\n[y]: https://evil.example/x.png',
    '[![x](https://evil.example/x.png)](https://evil.example)',
    '<!--><img src=x onerror=alert(1)>-->',
    '<![CDATA[<img src=x onerror=alert(1)>]]>',
    '| <img src=x onerror=alert(1)> |\n| --- |\n| <script>x</script> |',
    '- [ ] <img src=x onerror=alert(1)>',
    '[^1]\n\n[^1]: <img src=x onerror=alert(1)>',
    '```html\n<img src=x onerror=alert(1)>\n```',
    '``` <img src=x onerror=alert(1)>\ncode\n```',
    '`<script>alert(1)</script>`',
    '$$<img src=x onerror=alert(1)>$$',
  ])('%j becomes no element of its own', text => {
    const root = show(text);
    const foreign =
      'img, script, iframe, object, embed, style, link, base, form, math, details, video, audio, [onerror], [onload], [ontoggle], :not(button) > svg';
    expect([...root.querySelectorAll(foreign)].map(element => element.outerHTML)).toEqual([]);
    expect(root.querySelector('[style]')).toBeNull();
    expect(root.querySelector('[id]:not([id^="user-content-"])')).toBeNull();
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    '&#106;avascript:alert(1)',
    'javascript&colon;alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:https://evil.example/x',
    'view-source:https://evil.example',
    'ms-word:ofe|u|https://evil.example',
  ])('a link to %j leads nowhere', address => {
    for (const text of [`[x](${address})`, `[x](<${address}>)`, `<${address}>`, `[x][y]\n\n[y]: ${address}`]) {
      for (const href of links(show(text)))
        expect(new URL(href, 'https://own.example').protocol).toMatch(/^(https?|mailto):$/);
    }
  });

  it('says where a link leads whose words name another place', () => {
    expect(show('[https://bank.example](https://evil.example/x)').textContent).toContain('(evil.example)');
    expect(show('[www.bank.example/login](https://bank.example/)').textContent).not.toContain('(');
    expect(show('[the bank](https://evil.example/)').textContent).toBe('the bank');
  });

  it('shows what turns the order of a text, and obeys it nowhere', () => {
    expect(show('a \u202etxt.exe').textContent).toContain('U+202E');
    expect(show('`if \u2066x\u2069`').textContent).toContain('U+2066');
    expect(show('اهلا \u2067x\u2069').textContent).not.toContain('U+');
    expect(show('אבג').querySelector('p')?.getAttribute('dir')).toBe('auto');
  });

  it('cuts towers of marks and leaves scripts alone', () => {
    expect(show(`z${'\u0300'.repeat(400)}`).textContent.length).toBeLessThan(12);
    for (const text of ['हिन्दी क्षेत्र', 'ภาษาไทย', 'בְּרֵאשִׁית', '👩‍👩‍👧‍👦 e\u0301']) expect(show(text).textContent).toBe(text);
  });

  it.each([
    ['>'.repeat(30_000)],
    ['- '.repeat(20_000)],
    ['['.repeat(30_000)],
    ['!['.repeat(20_000)],
    ['*a '.repeat(15_000)],
    ['*a_ '.repeat(10_000)],
    ['`'.repeat(20_000)],
    ['a@'.repeat(15_000)],
    ['www.'.repeat(10_000)],
    ['<'.repeat(30_000)],
    ['&'.repeat(30_000)],
    ['\\'.repeat(30_000)],
    [`${'|'.repeat(4_000)}\n${'-|'.repeat(4_000)}`],
    ['[a]: b\n'.repeat(5_000)],
    ['[a]('.repeat(5_000)],
    [Array.from({ length: 300 }, (_, depth) => `${' '.repeat(2 * depth)}- x`).join('\n')],
    [`[${'('.repeat(20_000)}](${'('.repeat(20_000)}`],
    ['x'.repeat(1_000_000)],
    ['word '.repeat(200_000)],
  ])('%.20s… and so on does not hold the page up', text => {
    const begin = performance.now();
    expect(show(text).textContent.length).toBeGreaterThanOrEqual(0);
    // The bound is for a machine that does much else; what explodes takes minutes.
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});
