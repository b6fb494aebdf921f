using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Knowledge;

namespace Parley.Sources;

/// <summary>The forms of names: of namespaces, access tags, schedules and items.</summary>
internal static partial class Names
{
    public const string Manual = "manual";
    private const int MostTags = 50;
    private const int LongestDocumentId = 256;
    private const int LongestItemId = 2_000;
    private const int FewestMinutes = 1;
    private const int MostMinutes = 60 * 24 * 366;

    /// <exception cref="RefusedException">It can be no namespace's name.</exception>
    public static string Namespace(string name) => NamespaceForm().IsMatch(name)
        ? name
        : throw new RefusedException(Refusal.Invalid(
            "namespace", "A namespace's name has 1 to 63 lower-case letters, digits, `-` and `_`, and begins with a letter or digit."));

    /// <summary>Access tags in their one written form; every member of the tenant when none are given.</summary>
    /// <returns>Null when one of them is none.</returns>
    public static string? Tags(IReadOnlyList<string>? tags) => tags is null or [] ? "members"
        : tags.Count > MostTags || tags.Any(tag => tag is null || !TagForm().IsMatch(tag)) ? null
        : string.Join(' ', tags.Distinct().Order(StringComparer.Ordinal));

    /// <inheritdoc cref="Tags"/>
    /// <exception cref="RefusedException">One of them is none.</exception>
    public static string CheckedTags(IReadOnlyList<string>? tags) => Tags(tags) ?? throw new RefusedException(Refusal.Invalid(
        "acl", $"It may have {MostTags} entries: `public`, `members`, or `role:`, `group:` or `user:` with a name or id of letters, digits, `_` and `-`."));

    /// <summary>Whom two lists both let in, as far as tags can say so, in the written form.</summary>
    /// <returns>Empty when that is nobody, as far as tags can say.</returns>
    public static string Both(string first, string second) => KnowledgeIntake.Both(first, second);

    public static string[] Split(string tags) => tags.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <returns>Minutes between runs, or null for a source that runs when somebody asks.</returns>
    /// <exception cref="RefusedException">It is neither.</exception>
    public static long? Schedule(JsonElement? schedule) => schedule switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text when text.GetString() == Manual => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var minutes) && minutes is >= FewestMinutes and <= MostMinutes => minutes,
        _ => throw new RefusedException(Refusal.Invalid(
            "schedule", $"It is the minutes between two runs, {FewestMinutes} to {MostMinutes}, or \"{Manual}\".")),
    };

    public static string Hash(string externalId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(externalId)));

    /// <summary>The name of an item's document in the knowledge base: two sources never share one.</summary>
    public static string Document(SourceId source, string externalId)
    {
        var plain = $"{source.Value}:{externalId}";
        return plain.Length <= LongestDocumentId && plain == plain.Trim() ? plain : $"{source.Value}:{Hash(externalId)}";
    }

    /// <summary>Whether a text can name an item.</summary>
    public static bool IsItem(string? externalId) => externalId is { Length: > 0 and <= LongestItemId } && !externalId.Any(char.IsControl) && externalId == externalId.Trim();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,62}\z")]
    private static partial Regex NamespaceForm();

    [GeneratedRegex(@"\A(public|members|(role|group|user):[A-Za-z0-9_\-]{1,80})\z")]
    private static partial Regex TagForm();
}
