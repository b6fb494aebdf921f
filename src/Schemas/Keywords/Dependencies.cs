using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>dependentSchemas</c>: where a property is, the whole object must meet a schema.</summary>
internal sealed class DependentSchemas(Site site) : Keyword
{
    private readonly KeyValuePair<string, SchemaNode>[] _schemas = [.. site.Map];

    public override IEnumerable<SchemaNode> InPlace => _schemas.Select(schema => schema.Value);

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        foreach (var (name, schema) in _schemas)
        {
            met &= !value.IsObject || value.Find(name) < 0 || frame.Same(schema, value);
        }

        return met;
    }
}

/// <summary><c>dependentRequired</c>: where a property is, others must be.</summary>
internal sealed class DependentRequired : Keyword
{
    private readonly (string Name, IReadOnlyList<string> Needs)[] _needs;

    public DependentRequired(Site site) => _needs = site.Json.ValueKind == System.Text.Json.JsonValueKind.Object
        ? [.. site.Json.EnumerateObject().Select(member => (member.Name, (site with { Json = member.Value }).Names))]
        : throw site.Wrong("must be an object that gives a list of names for each name");

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        foreach (var (name, needs) in value.IsObject ? _needs : [])
        {
            if (value.Find(name) < 0)
            {
                continue;
            }

            frame.Judgement.Work.Spend(needs.Count / 4);
            foreach (var need in needs)
            {
                met &= value.Find(need) >= 0 || frame.Demand(false, value, "dependentRequired", $"has the property {Words.Quote(name)} and so must have {Words.Quote(need)}");
            }
        }

        return met;
    }
}

/// <summary><c>dependencies</c> of draft 7, which 2020-12 cut in two: for each name a schema or a list of names.</summary>
internal sealed class Dependencies(Site site) : Keyword
{
    private readonly Keyword[] _parts =
        [.. site.Json.EnumerateObject().Select(member => Part(site, member.Name, member.Value))];

    public override IEnumerable<SchemaNode> InPlace => _parts.SelectMany(part => part.InPlace);

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        foreach (var part in _parts)
        {
            met &= part.Check(value, frame);
        }

        return met;
    }

    private static Keyword Part(Site site, string name, System.Text.Json.JsonElement value)
    {
        var one = System.Text.Json.JsonSerializer.SerializeToElement(new Dictionary<string, System.Text.Json.JsonElement> { [name] = value });
        return value.ValueKind == System.Text.Json.JsonValueKind.Array ? new DependentRequired(site with { Json = one }) : new DependentSchemas(site with { Json = one });
    }
}
