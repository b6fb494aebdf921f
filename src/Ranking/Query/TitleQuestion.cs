namespace Parley.Ranking;

/// <summary>Tells titles that are questions: what stands under one is indexed and ranked as an entry of an FAQ.</summary>
public static class TitleQuestion
{
    /// <returns>The title when it ends as a question, else null.</returns>
    public static string? Of(string? title) => title?.TrimEnd() is [.., '?' or '？' or '؟' or ';'] and var question && IsMarked(question) ? question : null;

    // The Greek question mark looks like a semicolon, and counts after Greek letters alone.
    private static bool IsMarked(string question) => question[^1] != ';' || (question.Length > 1 && question[^2] is >= '\u0370' and <= '\u03FF');
}
