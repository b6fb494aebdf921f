namespace Parley.Reading;

/// <summary>Plain text: paragraphs between blank lines.</summary>
internal static class PlainTextReader
{
    public static CleanDocument Read(string source, ReadingOptions? options = null)
    {
        var text = new CleanTextBuilder(options?.MostCharacters ?? int.MaxValue);
        var lines = new List<string>();
        foreach (var line in source.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Add(line.TrimEnd());
                continue;
            }

            text.Paragraph(string.Join('\n', lines));
            lines.Clear();
        }

        text.Paragraph(string.Join('\n', lines));
        return text.Build(null);
    }
}
