using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>$ref</c>: the value must meet another schema.</summary>
internal sealed class Reference(Site site) : Keyword
{
    private readonly SchemaNode _target = site.References.Find(site, site.Text);

    public override IEnumerable<SchemaNode> InPlace => [_target];

    public override bool Check(Instance value, in Frame frame) => frame.Judgement.Follow(_target, value, frame);
}

/// <summary><c>$dynamicRef</c>: the value must meet the outermost schema of that name among those that the judgement passed through.</summary>
internal sealed class DynamicReference : Keyword
{
    private readonly SchemaNode _target;
    private readonly string? _anchor;

    public DynamicReference(Site site)
    {
        _target = site.References.Find(site, site.Text);
        var name = UriReference.Cut(site.Text).Fragment;

        // Only a dynamic anchor sets it free; else it means what $ref means.
        _anchor = _target.Resource.DynamicAnchors.GetValueOrDefault(name) == _target ? name : null;
    }

    public override bool Check(Instance value, in Frame frame) =>
        frame.Judgement.Follow((_anchor is null ? null : frame.Scope.Find(_anchor)) ?? _target, value, frame);
}
