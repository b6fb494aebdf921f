using Parley.Schemas.Compiling;

namespace Parley.Schemas.Judging;

/// <summary>
/// The schemas that a judgement passed through, as far as <c>$dynamicRef</c> can tell: for each dynamic anchor the outermost schema that gives it.
/// Scopes that tell the same are one object, so that verdicts can be kept by them.
/// </summary>
internal sealed class Scope(IReadOnlyDictionary<string, SchemaNode> anchors)
{
    private readonly Dictionary<Resource, Scope> _inner = [];

    public static Scope Outermost() => new(new Dictionary<string, SchemaNode>());

    public SchemaNode? Find(string anchor) => anchors.GetValueOrDefault(anchor);

    public Scope Enter(Resource resource, Work work)
    {
        if (resource.DynamicAnchors.Count == 0)
        {
            return this;
        }

        if (!_inner.TryGetValue(resource, out var inner))
        {
            work.Spend(anchors.Count + resource.DynamicAnchors.Count);
            var added = resource.DynamicAnchors.Where(anchor => !anchors.ContainsKey(anchor.Key)).ToList();
            _inner[resource] = inner = added.Count == 0 ? this : new(new Dictionary<string, SchemaNode>(anchors.Concat(added)));
        }

        return inner;
    }
}
