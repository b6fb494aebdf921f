using System.Text;
using System.Text.Json;

namespace Parley.Schemas.Values;

/// <summary>A JSON value as it is judged: with its place, exact numbers, members without repetition, and a hash by content.</summary>
internal sealed class Instance(JsonValueKind kind, Instance? parent, string step)
{
    public JsonValueKind Kind => kind;

    public string Text { get; init; } = "";

    public ExactNumber Number { get; init; }

    /// <summary>Items of an array, or values of an object in the order of <see cref="Names"/>.</summary>
    public Instance[] Children { get; private set; } = [];

    public string[] Names { get; private set; } = [];

    public int Hash { get; private set; }

    /// <summary>This value and all within.</summary>
    public int Size { get; private set; } = 1;

    public bool IsObject => kind == JsonValueKind.Object;

    public bool IsArray => kind == JsonValueKind.Array;

    /// <summary>The name of the member that this is, or its place in an array.</summary>
    public string Step => step;

    public string Pointer
    {
        get
        {
            var steps = new Stack<string>();
            for (var at = this; at.Outer is { } outer; at = outer)
            {
                steps.Push(at.Step);
            }

            return steps.Aggregate(new StringBuilder(), (text, next) => text.Append('/').Append(JsonPointer.Escape(next))).ToString();
        }
    }

    private Instance? Outer => parent;

    private Dictionary<string, int>? Places { get; set; }

    /// <returns>The index of a member, or -1.</returns>
    public int Find(string name)
    {
        if (Names.Length < 8)
        {
            return Array.IndexOf(Names, name);
        }

        Places ??= Names.Select((known, index) => (known, index)).ToDictionary(pair => pair.known, pair => pair.index);
        return Places.TryGetValue(name, out var place) ? place : -1;
    }

    public Instance Holding(Instance[] children, string[] names)
    {
        (Children, Names) = (children, names);
        Size = 1 + children.Sum(child => child.Size);
        return this;
    }

    /// <summary>Reckons the hash when all children have theirs. Members count in any order.</summary>
    public Instance Hashed()
    {
        Hash = kind switch
        {
            JsonValueKind.String => HashCode.Combine(1, Text),
            JsonValueKind.Number => HashCode.Combine(2, Number),
            JsonValueKind.Array => Children.Aggregate(3, (hash, child) => HashCode.Combine(hash, child.Hash)),
            JsonValueKind.Object => Names.Select((name, index) => HashCode.Combine(4, name, Children[index].Hash)).Aggregate(5, (sum, hash) => unchecked(sum + hash)),
            _ => HashCode.Combine(6, kind),
        };
        return this;
    }

    public bool Same(Instance other) =>
        Hash == other.Hash && Kind == other.Kind && Children.Length == other.Children.Length && Kind switch
        {
            JsonValueKind.String => Text == other.Text,
            JsonValueKind.Number => Number == other.Number,
            JsonValueKind.Array => Children.Zip(other.Children).All(pair => pair.First.Same(pair.Second)),
            JsonValueKind.Object => Names.Index().All(name => other.Find(name.Item) is >= 0 and var there && Children[name.Index].Same(other.Children[there])),
            _ => true,
        };
}
