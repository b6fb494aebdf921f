using System.Text.RegularExpressions;
using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>Makes a title of what a model answered when it was asked for one.</summary>
internal static partial class GivenTitle
{
    // What may stand around a title, in pairs or alone: quotation marks, Markdown, the full stop of a sentence.
    private const string Around = " \t\"'`*_#~>-–—:.,;“”„‟‘’‚‛«»‹›「」『』《》【】[]{}|。";

    /// <returns>The first line with words in it, without what models put around titles; empty when there is none.</returns>
    public static string Of(string reply)
    {
        foreach (var line in Thinking().Replace(reply, "").Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var title = Label().Replace(Link().Replace(line, "$1").Trim(Around.ToCharArray()), "").Trim(Around.ToCharArray()).Replace("**", "", StringComparison.Ordinal);
            if (title.Any(char.IsLetterOrDigit))
            {
                return TitleText.From(title);
            }
        }

        return "";
    }

    [GeneratedRegex(@"<think(ing)?>.*?(</think(ing)?>|\z)", RegexOptions.Singleline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Thinking();

    [GeneratedRegex(@"^(title|titel|titre|título|titolo)\s*:\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"!?\[([^\]\[]{0,200})\]\([^)]{0,400}\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
