using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Models;

/// <summary>What is said where the documents hold no answer, with the places that come nearest.</summary>
public static partial class NotKnown
{
    private const int Most = 3;
    private const int Longest = 120;

    /// <summary>The words of an assistant that is bound to its sources, in the question's language.</summary>
    /// <param name="nearest">Titles of what comes nearest, the nearest first.</param>
    public static string Bound(string question, IEnumerable<string> nearest)
    {
        var words = Wording.For(question);
        return Say(words, words.Bound, nearest);
    }

    internal static string Say(Wording words, string sentence, IEnumerable<string> nearest)
    {
        var places = nearest.Where(place => !string.IsNullOrWhiteSpace(place)).Distinct(StringComparer.Ordinal).Take(Most).ToList();
        return places.Count == 0 ? sentence : new StringBuilder(sentence).Append("\n\n").Append(words.Nearest).Append('\n')
            .AppendJoin("", places.Select(place => $"\n- {Plain(place)}")).ToString();
    }

    // A title is somebody's text: it is no markup and no label of ours.
    private static string Plain(string title) =>
        Markup().Replace(title.Length <= Longest ? title : title[..Longest].TrimEnd() + "…", match => match.Value is "\n" or "\r" ? " " : "\\" + match.Value);

    [GeneratedRegex(@"[\\`*_\[\]<>#|~\r\n]")]
    private static partial Regex Markup();
}
