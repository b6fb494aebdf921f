using System.Text;

namespace Parley.Exchange;

/// <summary>A message as it will be written.</summary>
/// <param name="Parent">The place of its parent in the plan's list, always before its own; -1 for a root.</param>
internal sealed record PlannedMessage(int Parent, SourceMessage Message);

/// <summary>A conversation as it will be written.</summary>
/// <param name="ExternalId">What names it where it comes from.</param>
/// <param name="Leaf">The place of the message that it ends with; -1 when it has none.</param>
internal sealed record ImportPlan(
    string ExternalId, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, bool Archived, bool Pinned,
    IReadOnlyList<PlannedMessage> Messages, int Leaf);

/// <summary>What stands in one node of a conversation from elsewhere.</summary>
/// <param name="Fold">True when it may become one with the answer right before it.</param>
internal sealed record SourceMessage(
    string Role, string Text, DateTimeOffset? At, string? Model, string State, bool Fold, Conversations.MessageDetails? Details = null);

/// <param name="Message">Null for a node that is left out; what hangs on it moves up.</param>
internal sealed record SourceNode(string Id, string? Parent, SourceMessage? Message)
{
    /// <summary>Among those of the same parent: where the parent lists it.</summary>
    public int Rank { get; set; } = int.MaxValue;
}

/// <summary>Makes a tree that is whole of the nodes of a conversation from elsewhere, whatever they say of each other.</summary>
internal sealed class ImportTree(IReadOnlyList<SourceNode> nodes, int longest)
{
    private readonly List<PlannedMessage> _planned = [];

    // The text of the last message with all that was folded into it; empty as long as nothing was.
    private readonly StringBuilder _folded = new();

    // For each node, the message that it became part of, or that is nearest above it.
    private readonly int[] _at = new int[nodes.Count];

    /// <returns>The messages, parents before children and siblings in their order, and the place of the end.</returns>
    /// <exception cref="BrokenConversationException">The nodes form a circle.</exception>
    public (IReadOnlyList<PlannedMessage> Messages, int Leaf) Build(string? current)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            places.TryAdd(nodes[i].Id, i);
        }

        var children = new List<int>?[nodes.Count];
        var open = new Stack<(int Node, int Above, bool IsOnly)>();
        var roots = new List<int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var above = nodes[i].Parent is { } parent && places.TryGetValue(parent, out var found) ? found : -1;
            (above < 0 ? roots : children[above] ??= []).Add(i);
        }

        Push(roots, -1);
        var seen = 0;
        while (open.TryPop(out var next))
        {
            seen++;
            _at[next.Node] = Place(nodes[next.Node].Message, next.Above, next.IsOnly);
            if (children[next.Node] is { } below)
            {
                Push(below, _at[next.Node]);
            }
        }

        if (seen < nodes.Count)
        {
            throw new BrokenConversationException("Its messages form a circle.");
        }

        Unfold();
        var leaf = current is not null && places.TryGetValue(current, out var end) ? _at[end] : -1;
        return (_planned, leaf >= 0 ? leaf : _planned.Count - 1);

        void Push(List<int> siblings, int above)
        {
            siblings.Sort((one, other) => nodes[one].Rank.CompareTo(nodes[other].Rank) is var order and not 0 ? order : one.CompareTo(other));
            for (var i = siblings.Count - 1; i >= 0; i--)
            {
                open.Push((siblings[i], above, siblings.Count == 1));
            }
        }
    }

    private int Place(SourceMessage? message, int above, bool isOnly)
    {
        if (message is null)
        {
            return above;
        }

        // An answer that was interrupted by its own tools is one answer here. Whoever has siblings stays by itself.
        if (message.Fold && isOnly && above == _planned.Count - 1 && above >= 0 && _planned[above].Message is { Fold: true } before
            && Math.Max(before.Text.Length, _folded.Length) + message.Text.Length + 2 <= longest)
        {
            _folded.Append(_folded.Length == 0 ? before.Text : "").Append("\n\n").Append(message.Text);
            _planned[above] = _planned[above] with { Message = before with { Model = before.Model ?? message.Model, State = message.State } };
            return above;
        }

        Unfold();
        _planned.Add(new(above, message));
        return _planned.Count - 1;
    }

    // Once for each message: an answer may come in many thousand pieces.
    private void Unfold()
    {
        if (_folded.Length > 0)
        {
            _planned[^1] = _planned[^1] with { Message = _planned[^1].Message with { Text = _folded.ToString() } };
            _folded.Clear();
        }
    }
}
