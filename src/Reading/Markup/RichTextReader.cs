using System.Globalization;
using System.Text;

namespace Parley.Reading;

/// <summary>RTF: its text in paragraphs; fonts, pictures and all other groups that hold no text are passed over.</summary>
internal static class RichTextReader
{
    private static readonly HashSet<string> NoText = new(StringComparer.Ordinal)
    {
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "themedata", "datastore", "listtable", "listoverridetable", "generator", "header", "footer", "fldinst",
        "headerl", "headerr", "footerl", "footerr", "rsidtbl", "xmlnstbl", "latentstyles", "colorschememapping", "filetbl", "revtbl", "bkmkstart", "bkmkend",
    };

    public static CleanDocument Read(byte[] bytes, ReadingOptions options)
    {
        var source = Encoding.Latin1.GetString(bytes);
        var text = new CleanTextBuilder(options.MostCharacters);
        var (line, pending, groups) = (new StringBuilder(), new List<byte>(), new Stack<(bool Skips, int Fallback)>());
        var (skips, fallback, left, at) = (false, 1, 0, 0);
        var encoding = TextDecoding.Named("windows-1252")!;

        void Flush()
        {
            line.Append(encoding.GetString([.. pending]));
            pending.Clear();
        }

        void Plain(char c)
        {
            if (left > 0)
            {
                left--;
            }
            else if (!skips)
            {
                Flush();
                line.Append(c);
            }
        }

        while (at < source.Length)
        {
            var c = source[at++];
            switch (c)
            {
                case '{':
                    if (groups.Count >= options.MostDepth)
                    {
                        throw new UnreadableDocumentException($"Its groups stand more than {options.MostDepth} deep in each other.");
                    }

                    groups.Push((skips, fallback));
                    break;
                case '}':
                    (skips, fallback) = groups.Count > 0 ? groups.Pop() : (skips, fallback);
                    break;
                case '\r' or '\n':
                    break;
                case not '\\':
                    Plain(c);
                    break;
                default:
                    Control();
                    break;
            }
        }

        Paragraph();
        return text.Length == 0 ? throw new UnreadableDocumentException("It holds no text.") : text.Build(null);

        void Paragraph()
        {
            Flush();
            text.Paragraph(line.ToString());
            line.Clear();
        }

        void Control()
        {
            if (at >= source.Length)
            {
                return;
            }

            if (!char.IsAsciiLetter(source[at]))
            {
                Symbol(source[at++]);
                return;
            }

            var start = at;
            while (at < source.Length && at - start < 32 && char.IsAsciiLetter(source[at]))
            {
                at++;
            }

            var word = source[start..at];
            start = at;
            while (at < source.Length && at - start < 10 && (char.IsAsciiDigit(source[at]) || (at == start && source[at] == '-')))
            {
                at++;
            }

            _ = int.TryParse(source.AsSpan(start, at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
            at += at < source.Length && source[at] == ' ' ? 1 : 0;
            Word(word, number);
        }

        void Symbol(char symbol)
        {
            switch (symbol)
            {
                case '\'' when at + 2 <= source.Length && byte.TryParse(source.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value):
                    at += 2;
                    if (left > 0)
                    {
                        left--;
                    }
                    else if (!skips)
                    {
                        pending.Add(value);
                    }

                    break;
                case '*':
                    skips = true;
                    break;
                case '~':
                    Plain(' ');
                    break;
                case '_':
                    Plain('-');
                    break;
                case '\\' or '{' or '}':
                    Plain(symbol);
                    break;
            }
        }

        void Word(string word, int number)
        {
            switch (word)
            {
                case "par" or "row" or "sect" or "page" when !skips:
                    Paragraph();
                    break;
                case "line" or "tab" or "cell" when !skips:
                    Plain(word == "line" ? '\n' : '\t');
                    break;
                case "u":
                    Plain((char)(ushort)number);
                    left = fallback;
                    break;
                case "uc":
                    fallback = Math.Clamp(number, 0, 16);
                    break;
                case "ansicpg":
                    encoding = TextDecoding.Named(number.ToString(CultureInfo.InvariantCulture)) ?? TextDecoding.Named($"windows-{number}") ?? encoding;
                    break;
                case "emdash" or "endash" or "bullet" or "lquote" or "rquote" or "ldblquote" or "rdblquote":
                    Plain(word switch { "emdash" => '\u2014', "endash" => '\u2013', "bullet" => '\u2022', "lquote" => '\u2018', "rquote" => '\u2019', "ldblquote" => '\u201c', _ => '\u201d' });
                    break;
                case "bin":
                    at = (int)Math.Clamp((long)at + number, at, source.Length);
                    break;
                default:
                    skips |= NoText.Contains(word);
                    break;
            }
        }
    }
}
