using System.Text.Json;

namespace Parley.Exchange;

/// <summary>The nodes of a conversation as ChatGPT exports it: <c>mapping</c> holds them by id, each with a parent, children and perhaps a message.</summary>
internal static class ChatGptNodes
{
    private const int NodesPerMessage = 8;

    /// <exception cref="BrokenConversationException">There are too many of them.</exception>
    public static IReadOnlyList<SourceNode> Read(JsonElement conversation, ImportOptions options, DateTimeOffset now)
    {
        var nodes = new List<SourceNode>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var ranks = new Dictionary<(int Parent, string Child), int>();
        foreach (var member in conversation.GetProperty("mapping").EnumerateObject())
        {
            if (places.Count >= (long)options.MostMessages * NodesPerMessage)
            {
                throw new BrokenConversationException($"It has more nodes than {options.MostMessages} messages can need.");
            }

            // Of several of one name the first is meant.
            if (places.TryAdd(member.Name, nodes.Count))
            {
                var place = nodes.Count;
                nodes.Add(new(member.Name, member.Value.Text("parent"), member.Value.Member("message") is { } message ? ChatGptMessage.Read(message, options.LongestMessage, now) : null));
                var rank = 0;
                foreach (var child in member.Value.Items("children").Where(child => child.ValueKind == JsonValueKind.String))
                {
                    ranks.TryAdd((place, JsonReading.Text(child)), rank++);
                }
            }
        }

        foreach (var node in nodes)
        {
            node.Rank = node.Parent is { } parent && places.TryGetValue(parent, out var place) ? ranks.GetValueOrDefault((place, node.Id), int.MaxValue) : int.MaxValue;
        }

        return nodes;
    }
}
