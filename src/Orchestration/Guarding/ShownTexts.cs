using System.Diagnostics.CodeAnalysis;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>Small texts that stand beside an answer.</summary>
internal static class ShownTexts
{
    private const string Withheld = "[withheld]";

    /// <returns>The text as it may be shown; a word in its place where it may not.</returns>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? ShowOr(this AnswerGuard guard, string? text) =>
        string.IsNullOrEmpty(text) ? text : guard.Look(text, [], static _ => true, withLinks: false).Text ?? Withheld;
}
