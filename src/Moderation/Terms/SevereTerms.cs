namespace Parley.Moderation;

/// <summary>The built-in rules: few, and only what nobody says in a harmless way.</summary>
internal static class SevereTerms
{
    /// <summary>The score that a rule gives to its category.</summary>
    public const float Score = 0.9f;

    /// <summary>The ids are places in <see cref="HarmCategories.All"/>.</summary>
    public static TermMatcher Matcher { get; } = new(Lists.Lines("severe.txt").Select(line => line.Split(" | ", 2)).Select(parts => new Term(parts[1], HarmCategories.IndexOf(parts[0]))));
}
