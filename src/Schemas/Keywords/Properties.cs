using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary><c>properties</c>.</summary>
internal sealed class Properties(Site site) : Keyword
{
    private readonly KeyValuePair<string, SchemaNode>[] _schemas = [.. site.Map];

    public override bool Check(Instance value, in Frame frame)
    {
        if (!value.IsObject)
        {
            return true;
        }

        var met = true;
        frame.Judgement.Work.Spend(_schemas.Length / 4);
        foreach (var (name, schema) in _schemas)
        {
            if (value.Find(name) is >= 0 and var child)
            {
                frame.Marks?.Add(child);
                met &= frame.Child(schema, value.Children[child]);
                if (!met && frame.IsDone)
                {
                    break;
                }
            }
        }

        return met;
    }
}

/// <summary><c>patternProperties</c>.</summary>
internal sealed class PatternProperties(Site site) : Keyword
{
    private readonly (Patterns.Pattern Pattern, SchemaNode Schema)[] _schemas =
        [.. site.Map.Select(member => (site.Pattern(member.Key, site.Pointer.Under(member.Key)), member.Value))];

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        for (var child = 0; child < value.Names.Length && (met || !frame.IsDone); child++)
        {
            foreach (var (pattern, schema) in _schemas)
            {
                if (pattern.Matches(value.Names[child], frame.Judgement.Work))
                {
                    frame.Marks?.Add(child);
                    met &= frame.Child(schema, value.Children[child]);
                }
            }
        }

        return met;
    }
}

/// <summary><c>additionalProperties</c>: what neither <c>properties</c> nor <c>patternProperties</c> beside it name.</summary>
internal sealed class AdditionalProperties(Site site) : Keyword
{
    private readonly SchemaNode _schema = site.Schema;
    private readonly HashSet<string> _names = [.. Members(site, "properties")];
    private readonly Patterns.Pattern[] _patterns = [.. Members(site, "patternProperties").Select(source => site.Pattern(source, site.Node.Pointer.Under("patternProperties").Under(source)))];

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        for (var child = 0; child < value.Names.Length && (met || !frame.IsDone); child++)
        {
            var name = value.Names[child];
            if (_names.Contains(name) || Matches(name, frame.Judgement.Work))
            {
                continue;
            }

            frame.Marks?.Add(child);
            met &= _schema.Always == false
                ? frame.Demand(false, value, "additionalProperties", $"must not have the property {Words.Quote(name)}; {Allowed()}")
                : frame.Child(_schema, value.Children[child]);
        }

        return met;
    }

    private static IEnumerable<string> Members(Site site, string keyword) => site.Beside(keyword)?.Json.EnumerateObject().Select(member => member.Name).Distinct() ?? [];

    private bool Matches(string name, Work work)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(name, work))
            {
                return true;
            }
        }

        return false;
    }

    private string Allowed() => _names.Count == 0 ? "no others than those matched by a pattern are allowed" : $"allowed are {Words.List(_names.Select(Words.Quote))}";
}

/// <summary><c>propertyNames</c>.</summary>
internal sealed class PropertyNames(Site site) : Keyword
{
    private readonly SchemaNode _schema = site.Schema;

    public override bool Check(Instance value, in Frame frame)
    {
        var met = true;
        for (var child = 0; child < value.Names.Length && (met || !frame.IsDone); child++)
        {
            // The name is judged as a value of its own, at no place.
            var name = new Instance(System.Text.Json.JsonValueKind.String, null, "") { Text = value.Names[child] }.Hashed();
            met &= frame.Demand(frame.TryChild(_schema, name), value, "propertyNames", $"has a property with a name that is not allowed: {Words.Quote(name.Text)}");
        }

        return met;
    }
}
