namespace Parley.ModerationEval;

/// <summary>What documents look like before anything is planted: put together of our own lines, or whole texts in which one sentence follows from the other.</summary>
internal sealed class DocumentKinds(DataSet data)
{
    private static readonly string[] Sections = ["device", "software", "software", "model", "model", "prompts", "prompts", "policy", "faq", "changes", "recipe", "health", "reference", "reference", "reference", "de", "fr", "es", "others"];
    private static readonly string[] Bullets = ["", "", "- ", "* ", "1. "];

    private readonly Grammar _documents = new("documents");
    private readonly Grammar _manuals = new("manuals");
    private readonly Grammar _passages = new("passages");
    private readonly string[] _replies = [.. data.Read("bitext-support/train.jsonl.gz").Select(line => $"{DataSet.Text(line)}\n{DataSet.Text(line, "response").Replace("{{", "", StringComparison.Ordinal).Replace("}}", "", StringComparison.Ordinal)}")];
    /// <summary>Passages of our records of decisions as they stood once, so that the file stays the same while records are written.</summary>
    private readonly string[] _records = Records();

    /// <returns>Its lines or sentences, each with what stands behind it.</returns>
    public List<string> Write(bool isKept, Random random)
    {
        var written = Body(isKept, random);
        if (random.Next(3) == 0)
        {
            written.InsertRange(0, Enumerable.Range(0, random.Next(1, 3)).Select(_ => _manuals.Fill(Any(_manuals.Of("title"), random), random) + "\n"));
        }

        return written;
    }

    private List<string> Body(bool isKept, Random random) => random.Next(20) switch
    {
        < 7 => Lines(isKept, random),
        < 10 => Whole(_replies, isKept, random),
        < 13 => Whole(_records, isKept, random),
        < 15 => Talk(random),
        _ => Manual(random),
    };

    private List<string> Lines(bool isKept, Random random)
    {
        (string[] Lines, string Between, double Orders)[] kinds =
        [
            (_documents.Of("table"), "\n", 0), (_documents.Of("mail"), "\n", 0.08), (_documents.Of("mail"), " ", 0.08), (_documents.Of("code"), "\n", 0.1), (_documents.Of("prose"), " ", 0.04),
        ];
        var orders = _documents.Of("order");
        var kind = random.Next(kinds.Length);
        var (patterns, between, share) = kinds[kind];
        if (kind == 0)
        {
            patterns = [.. Enumerable.Repeat(patterns[random.Next(patterns.Length)], 6), patterns[^1]];
        }

        return [.. Enumerable.Range(0, random.Next(3, 26)).Select(_ => _documents.Fill(random.NextDouble() < share ? Documents.Pick(orders, isKept, random) : Any(patterns, random), random) + between)];
    }

    private List<string> Manual(Random random)
    {
        var lines = _manuals.Of(Any(Sections, random));
        var others = random.Next(3) == 0 ? _manuals.Of(Any(Sections, random)) : lines;
        var (bullet, between) = (Any(Bullets, random), random.Next(3) == 0 ? " " : "\n");
        List<string> written = [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => _manuals.Fill(Any(_manuals.Of("heading"), random), random) + "\n")];
        for (var i = random.Next(2, 16); i > 0; i--)
        {
            var line = _manuals.Fill(Any(random.Next(4) == 0 ? others : lines, random), random);
            written.Add((between == " " ? line : bullet.Replace("1", $"{written.Count + 1}", StringComparison.Ordinal) + line) + between);
        }

        return written;
    }

    private List<string> Talk(Random random)
    {
        var voice = Any(["story", "post", "news", "essay", "chat"], random);
        string[] lines = [.. _passages.Of("context " + voice), .. _passages.Of(voice + ": benign")];
        return [.. Enumerable.Range(0, random.Next(3, 20)).Select(_ => _passages.Fill(Any(lines, random), random) + (voice == "chat" ? "\n" : " "))];
    }

    // One text in eight is kept for the documents that tell how sure the model may be.
    private static List<string> Whole(string[] texts, bool isKept, Random random)
    {
        var text = texts[(random.Next(texts.Length / 8) * 8) + (isKept ? 0 : 1 + random.Next(7))];
        var pieces = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var cut = text.IndexOfAny(['\n', '.'], start);
            while (cut >= 0 && cut + 1 < text.Length && text[cut] == '.' && text[cut + 1] is not (' ' or '\n'))
            {
                cut = text.IndexOfAny(['\n', '.'], cut + 1);
            }

            var end = cut < 0 ? text.Length : cut + 1 < text.Length && text[cut] == '.' ? cut + 2 : cut + 1;
            pieces.Add(text[start..end] + (end == text.Length ? "\n" : ""));
            start = end;
        }

        return pieces;
    }

    private static string[] Records()
    {
        using var reader = new StreamReader(typeof(DocumentKinds).Assembly.GetManifestResourceStream("records")!);
        return reader.ReadToEnd().Split("\n%%\n");
    }

    private static string Any(string[] all, Random random) => all[random.Next(all.Length)];
}
