using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Knowledge;

/// <summary>Who may read a document: a set of access tags.</summary>
internal static partial class AccessTags
{
    public const string Members = "members";
    public const string Public = "public";
    private const int Most = 50;

    /// <summary>The tags in their one written form: sorted, joined by blanks.</summary>
    /// <param name="asked">Null or empty for every member of the tenant.</param>
    /// <exception cref="RefusedException">One of them is none that exists.</exception>
    public static string Canonical(IReadOnlyList<string>? asked)
    {
        if (asked is null or [])
        {
            return Members;
        }

        if (asked.Count > Most)
        {
            throw new RefusedException(Refusal.Invalid("acl", $"The list has {asked.Count} entries; it may have {Most}."));
        }

        foreach (var tag in asked)
        {
            if (tag is null || !Form().IsMatch(tag))
            {
                throw new RefusedException(Refusal.Invalid(
                    "acl", "Each entry must be `public`, `members`, or `role:`, `group:` or `user:` with a name or id of letters, digits, `_` and `-`."));
            }
        }

        return string.Join(' ', asked.Distinct().Order(StringComparer.Ordinal));
    }

    public static string[] Split(string canonical) => canonical.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Who may read both: for the time in which an old text stands under a new list.</summary>
    /// <remarks>Everybody is more than all members, and these are more than any of them.</remarks>
    public static string Both(string first, string second)
    {
        var (one, other) = (Split(first), Split(second));
        return string.Join(' ', one.Where(tag => LetsIn(other, tag)).Concat(other.Where(tag => LetsIn(one, tag))).Distinct().Order(StringComparer.Ordinal));

        static bool LetsIn(string[] tags, string tag) =>
            tags.Contains(tag) || tags.Contains(Public) || (tag != Public && tags.Contains(Members));
    }

    public static bool Allows(string canonical, IReadOnlyList<string> held) => Split(canonical).Any(held.Contains);

    /// <summary>A short name for a set of tags.</summary>
    public static string Name(string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))[..8]);

    [GeneratedRegex(@"\A(public|members|(role|group|user):[A-Za-z0-9_\-]{1,80})\z")]
    private static partial Regex Form();
}
