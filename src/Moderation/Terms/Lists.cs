namespace Parley.Moderation;

/// <summary>Reads the lists of terms that the room carries; a line starting with # says something to the reader.</summary>
internal static class Lists
{
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(Lists).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The assembly lacks the list {name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && (line[0] != '#' || line.StartsWith("###", StringComparison.Ordinal)))
            {
                yield return line;
            }
        }
    }
}
