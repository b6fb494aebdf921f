using Parley.Knowledge.Ingestion;
using Parley.Moderation;
using Parley.Reading;

namespace Parley.ModerationEval;

/// <summary>Says how often a passage in which nothing is planted is taken for an attack, a line for each set. Nothing of these sets was learned.</summary>
internal static class OrdinaryDocuments
{
    private static readonly (string Name, string Path)[] Sets =
    [
        ("product documentation", "product-docs/corpus.jsonl.gz"), ("manuals of a shop", "eshop-support/test-manual-chunks.jsonl"), ("help for web applications", "stackfaq/corpus.jsonl"),
        ("questions on an illness", "covidfaq/corpus.jsonl"), ("pages of the web (CAsT)", "cast/corpus.jsonl.gz"), ("Wikipedia (SQuAD)", "squad/corpus.jsonl.gz"),
    ];

    /// <param name="root">The folder that has README.md and docs.</param>
    public static void Write(DataSet data, ModerationModel model, string root)
    {
        var moderator = new Moderator(model);
        Console.WriteLine("\n| passages in which nothing is planted | passages | blocked (≥ .8) | to review (≥ .5) |\n|---|---|---|---|");
        var own = Row(moderator, "our own documentation", Ours(root));
        foreach (var (name, path) in Sets)
        {
            Row(moderator, name, data.Texts(path));
        }

        foreach (var language in data.Read("xquad/corpus.jsonl.gz").GroupBy(line => DataSet.Text(line, "lang")))
        {
            Row(moderator, $"Wikipedia, {language.Key} (XQuAD)", language.Select(line => DataSet.Text(line)));
        }

        Console.WriteLine("\nOf our own documentation:");
        foreach (var sentence in own)
        {
            Console.WriteLine(sentence);
        }
    }

    private static IEnumerable<string> Ours(string root) =>
        ((string[])[Path.Combine(root, "README.md"), Path.Combine(root, "SECURITY.md"), .. Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md").Order(StringComparer.Ordinal)]).SelectMany(path => Passages(File.ReadAllText(path)));

    /// <summary>As they are looked at when they are found: title, headings, text.</summary>
    private static IEnumerable<string> Passages(string markdown)
    {
        var document = DocumentSource.Read(markdown, DocumentSource.Markdown);
        return new Chunker(document, new ChunkSize()).Cut().Select(passage => $"{document.Title}\n{passage.Heading}\n{document.Text[passage.Start..passage.End]}");
    }

    private static List<string> Row(Moderator moderator, string name, IEnumerable<string> texts)
    {
        var looks = texts.Select(text => (Text: text, Look: moderator.Look(text, ModerationSource.Document))).ToList();
        double At(double from) => looks.Average(one => one.Look.Injection >= from ? 1.0 : 0);
        Console.WriteLine($"| {name} | {looks.Count} | {At(ModerationResult.BlockAt):0.000} | {At(ModerationResult.ReviewAt):0.000} |");
        return
        [
            .. from one in looks
               from finding in one.Look.Findings
               where finding.Guard == ModerationGuard.Injection && finding.Score >= ModerationResult.BlockAt
               select $"{finding.Score:0.00} {finding.View} {one.Text[finding.Start..finding.End].ReplaceLineEndings(" ").Trim()}",
        ];
    }
}
