namespace Parley.PersonalData;

/// <summary>Reads what is written in the folder Seeds: lists of names, and patterns of sentences.</summary>
internal static class SeedLists
{
    public static IReadOnlyDictionary<string, string[]> All { get; } =
        Lines("lists").Select(line => line[2..].Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1].Split('|'));

    public static IReadOnlyList<string> Lines(string name)
    {
        using var stream = typeof(SeedLists).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0)];
    }
}
