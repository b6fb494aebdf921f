using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>allOf</c>.</summary>
internal sealed class AllOf(Site site) : Keyword
{
    private readonly IReadOnlyList<SchemaNode> _schemas = site.List;

    public override IEnumerable<SchemaNode> InPlace => _schemas;

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        foreach (var schema in _schemas)
        {
            met &= frame.Same(schema, value);
            if (!met && frame.IsDone)
            {
                break;
            }
        }

        return met;
    }
}

/// <summary><c>anyOf</c>.</summary>
internal sealed class AnyOf(Site site) : Keyword
{
    private readonly IReadOnlyList<SchemaNode> _schemas = site.List;

    public override IEnumerable<SchemaNode> InPlace => _schemas;

    public override bool Check(Instance value, in Frame frame)
    {
        var met = false;
        foreach (var schema in _schemas)
        {
            met |= frame.Try(schema, value);
            if (met && frame.Marks is null)
            {
                break;
            }
        }

        return met || Nearest.Explain(_schemas, value, frame, "anyOf");
    }
}

/// <summary><c>oneOf</c>.</summary>
internal sealed class OneOf(Site site) : Keyword
{
    private readonly IReadOnlyList<SchemaNode> _schemas = site.List;

    public override IEnumerable<SchemaNode> InPlace => _schemas;

    public override bool Check(Instance value, in Frame frame)
    {
        var met = 0;
        foreach (var schema in _schemas)
        {
            met += frame.Try(schema, value) ? 1 : 0;
            if (met > 1)
            {
                break;
            }
        }

        return met switch
        {
            0 => Nearest.Explain(_schemas, value, frame, "oneOf"),
            1 => true,
            _ => frame.Demand(false, value, "oneOf", $"fits more than one of the {_schemas.Count} forms of which it must fit exactly one"),
        };
    }
}

/// <summary><c>not</c>.</summary>
internal sealed class Not(Site site) : Keyword
{
    private readonly SchemaNode _schema = site.Schema;

    public override IEnumerable<SchemaNode> InPlace => [_schema];

    public override bool Check(Instance value, in Frame frame) =>
        frame.Demand(!frame.TryChild(_schema, value), value, "not", "has a form that is forbidden");
}

/// <summary><c>if</c> with <c>then</c> and <c>else</c>.</summary>
internal sealed class If(Site site) : Keyword
{
    private readonly SchemaNode _if = site.Schema;
    private readonly SchemaNode? _then = Branch(site, "then");
    private readonly SchemaNode? _else = Branch(site, "else");

    public override IEnumerable<SchemaNode> InPlace => new[] { _if, _then, _else }.OfType<SchemaNode>();

    public override bool Check(Instance value, in Frame frame) =>
        (frame.Try(_if, value) ? _then : _else) is not { } branch || frame.Same(branch, value);

    private static SchemaNode? Branch(Site site, string name) => site.Node.Json.TryGetProperty(name, out _) ? site.At(site.Node.Pointer.Under(name)) : null;
}
