// Prints the words of a PDF as `pdftotext -tsv` does, after one line with the title. Arguments: address of pdf.js, file, most pages.
// Exit codes: 3 needs a password, 4 damaged, 5 too many pages.
import { readFileSync } from "node:fs";

// They draw pages, which is not done here; pdf.js only wants the names.
for (const name of ["DOMMatrix", "ImageData", "Path2D"]) globalThis[name] ??= class {};
console.warn = () => {};

const [, , module, file, most] = process.argv;
const { getDocument, VerbosityLevel } = await import(module);

const oneLine = (text) => text.replace(/[\s\u0000-\u001f]+/g, " ").trim();
const out = [];

try {
  const pdf = await getDocument({
    data: new Uint8Array(readFileSync(file)),
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    verbosity: VerbosityLevel.ERRORS,
  }).promise;
  if (pdf.numPages > Number(most)) process.exit(5);
  const about = await pdf.getMetadata().catch(() => undefined);
  out.push(oneLine(String(about?.info?.Title ?? "")));
  out.push("level\tpage_num\tpar_num\tblock_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext");
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const view = page.getViewport({ scale: 1 });
    out.push([1, number, 0, 0, 0, 0, 0, 0, view.width, view.height, -1, "###PAGE###"].join("\t"));
    const content = await page.getTextContent({ includeMarkedContent: false });
    let last;
    for (const item of content.items) {
      const text = item.str ?? "";
      if (text.trim() === "") {
        last = undefined;
        continue;
      }
      const [x, y] = view.convertToViewportPoint(item.transform[4], item.transform[5]);
      const height = Math.hypot(item.transform[2], item.transform[3]) || item.height;
      const width = item.width / text.length;
      for (const word of text.matchAll(/\S+/g)) {
        const left = x + width * word.index;
        // Letters are often set in pieces; what touches is one word.
        if (last && Math.abs(last.y - y) < 0.1 * height && Math.abs(left - last.right) < 0.12 * height && !/^\s/.test(text)) {
          last.row[8] = left + width * word[0].length - last.row[6];
          last.row[11] += word[0];
        } else {
          last = { row: [5, number, 0, 0, 0, 0, left, y - 0.8 * height, width * word[0].length, height, 100, word[0]] };
          out.push(last.row);
        }
        last.y = y;
        last.right = left + width * word[0].length;
      }
    }
    page.cleanup();
  }
  process.stdout.write(out.map((row) => (Array.isArray(row) ? row.join("\t") : row)).join("\n"), () => process.exit(0));
} catch (error) {
  process.exit(error?.name === "PasswordException" ? 3 : 4);
}
