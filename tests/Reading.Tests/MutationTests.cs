using System.Text;

namespace Parley.Reading.Tests;

/// <summary>Whatever somebody does to a file, its reading ends in a document or in a reason.</summary>
public sealed class MutationTests
{
    private const int Rounds = 150;

    private static readonly ReadingOptions Small = new() { MostUnpackedBytes = 8_000_000, MostCharacters = 500_000 };

    public static TheoryData<string, string> Sources => new()
    {
        { "a.docx", "word/document.xml|<document><body><p><pPr><pStyle val=\"h\"/><numPr><ilvl val=\"1\"/><numId val=\"2\"/></numPr></pPr><r><t>One</t><footnoteReference id=\"1\"/></r></p><tbl><tr><tc><p><r><t>x</t></r></p></tc></tr></tbl></body></document>" },
        { "a.xlsx", "xl/worksheets/sheet1.xml|<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45306.5</v></c><c r=\"ZZ9\" t=\"inlineStr\"><is><t>q</t></is></c></row></sheetData></worksheet>" },
        { "a.pptx", "ppt/slides/slide0.xml|<sld><cSld><spTree><sp><nvSpPr><nvPr><ph type=\"title\"/></nvPr></nvSpPr><txBody><p><pPr lvl=\"2\"/><r><t>Hi</t></r></p></txBody></sp><graphicFrame><tbl><tr><tc><p><r><t>c</t></r></p></tc></tr></tbl></graphicFrame></spTree></cSld></sld>" },
        { "a.eml", "From: =?utf-8?Q?a=C3=A4?= <a@b.c>\nSubject: x\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain; charset*0=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nh=C3=A4\n--b\nContent-Type: message/rfc822\n\nSubject: y\n\nz\n--b--\n" },
        { "a.rtf", "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0 A;}}\\u8222?x\\'e4\\par {\\*\\x y}\\bin3 abc z}" },
        { "a.html", "<html><head><title>T</title><script type=\"application/ld+json\">{\"@type\":\"Question\",\"name\":\"Q\",\"acceptedAnswer\":{\"text\":\"A\"}}</script></head><body><ul><li>a<ol><li>b</ol></ul><table><tr><td>1<td>2</table><details><summary>s?</summary>t</details><pre>p</pre></body></html>" },
        { "a.md", "---\ntitle: x\n---\n# H?\n\n- a\n  1. b\n\n| a | b |\n|---|---|\n| `1` | **2** |\n\n```c\nx\n```\n<div>h</div>\n> [q](u \"t\")\n" },
        { "a.json", "[{\"a\": [1, 2.5e3, null, true], \"b\": {\"c\": \"\\ud83d\\ude00 x\"}}, \"s\"]" },
        { "a.csv", "a;b;\"c\"\"d\"\n1;\"2\n3\";4\n" },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task It_ends_in_a_document_or_a_reason(string name, string source)
    {
        var random = new Random(20260131);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Of(name, Mutated(source, random), random);
            try
            {
                var document = await Readings.ReadAsync(bytes, name, null, Small);
                Assert.All(document.Blocks, block => Assert.InRange(block.End, block.Start + 1, document.Text.Length));
            }
            catch (UnreadableDocumentException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static byte[] Of(string name, string source, Random random)
    {
        if (source.Split('|', 2) is not [var part, var xml] || !part.EndsWith(".xml", StringComparison.Ordinal))
        {
            return Encoding.Latin1.GetBytes(source);
        }

        var bytes = name switch
        {
            "a.docx" => Made.Zip((part, xml)),
            "a.xlsx" => Made.Sheet(xml.Replace("<worksheet><sheetData>", "", StringComparison.Ordinal), "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs>"),
            _ => Made.Slides(xml.Replace("<sld><cSld><spTree>", "", StringComparison.Ordinal)),
        };
        if (random.Next(4) == 0)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    // Cuts, doubles, swaps, or puts something nasty in; sometimes several of these.
    private static string Mutated(string source, Random random)
    {
        string[] nasty = ["<", ">", "\"", "&", "&#0;", "\0", "-1", "99999999999999999999", "\\u-5?", "{", "}", "=", "=?x?Q?", "\ud800", "]]>", "%s", "\r", "<p>"];
        for (var steps = random.Next(1, 4); steps > 0; steps--)
        {
            var at = random.Next(source.Length);
            var length = Math.Min(random.Next(1, 30), source.Length - at);
            source = random.Next(4) switch
            {
                0 => source.Remove(at, Math.Min(length, source.Length - 1)),
                1 => source.Insert(at, source.Substring(at, length)),
                2 => source.Insert(at, nasty[random.Next(nasty.Length)]),
                _ => source.Remove(at, 1).Insert(at, $"{(char)random.Next(1, 255)}"),
            };
        }

        return source;
    }
}
