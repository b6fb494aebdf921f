using System.Text;
using System.Text.Json;

namespace Parley.PostgreSql;

/// <summary>What one commit tells the other nodes: who speaks, then topics and keys in turn.</summary>
internal static class Notice
{
    public const string Channel = "parley";

    // PostgreSQL refuses 8000 bytes and more.
    private const int LongestBytes = 7900;

    /// <returns>The text to send; when all keys do not fit, each topic with the key "", which says "look again".</returns>
    public static string Write(string node, IReadOnlyCollection<(string Topic, string Key)> pairs)
    {
        var text = Join(node, pairs);
        return Encoding.UTF8.GetByteCount(text) <= LongestBytes
            ? text
            : Join(node, [.. pairs.Select(pair => (pair.Topic, "")).Distinct()]);
    }

    /// <returns>The pairs, or none when this node itself spoke or the text is not a notice.</returns>
    public static IReadOnlyList<(string Topic, string Key)> Read(string text, string ownNode)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(text) is [var node, .. var rest] && node != ownNode
                ? [.. rest.Chunk(2).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]))]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string Join(string node, IEnumerable<(string Topic, string Key)> pairs) =>
        JsonSerializer.Serialize<string[]>([node, .. pairs.SelectMany(pair => new[] { pair.Topic, pair.Key })]);
}
