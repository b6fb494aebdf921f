namespace Parley.Schemas.Values;

/// <summary>Values are equal when their content is, as JSON Schema means it: 1 is 1.0, and members have no order.</summary>
internal sealed class SameContent : IEqualityComparer<Instance>
{
    public static SameContent Comparer { get; } = new();

    public bool Equals(Instance? x, Instance? y) => x is not null && y is not null && x.Same(y);

    public int GetHashCode(Instance obj) => obj.Hash;
}
