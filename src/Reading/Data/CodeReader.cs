namespace Parley.Reading.Data;

/// <summary>Source code, cut between its functions and classes: where a line without indent follows a blank line, or a closing bracket.</summary>
internal static class CodeReader
{
    private const int EnoughCharacters = 800;
    private const int MostCharacters = 4_000;

    public static CleanDocument Read(string source, string language, string? name, ReadingOptions options)
    {
        var text = new CleanTextBuilder(options.MostCharacters);
        var part = new List<string>();
        var (length, wasBlank) = (0, false);
        foreach (var line in source.ReplaceLineEndings("\n").Split('\n'))
        {
            var isBlank = string.IsNullOrWhiteSpace(line);
            var beginsPart = !isBlank && wasBlank && !char.IsWhiteSpace(line[0]) && line[0] is not ('}' or ')' or ']');
            if ((beginsPart && length >= EnoughCharacters) || (wasBlank && length >= MostCharacters))
            {
                Close();
            }

            part.Add(line.TrimEnd());
            length += line.Length + 1;
            wasBlank = isBlank;
        }

        Close();
        return text.Length == 0 ? throw new UnreadableDocumentException("The file holds no code.") : text.Build(name is null ? null : Path.GetFileName(name));

        void Close()
        {
            text.Code(language, string.Join('\n', part).Trim('\n'));
            part.Clear();
            length = 0;
        }
    }
}
