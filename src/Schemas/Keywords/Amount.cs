using Parley.Schemas.Compiling;
using Parley.Schemas.Judging;
using Parley.Schemas.Values;

namespace Parley.Schemas.Keywords;

/// <summary>How many letters, items or members there must be at least or may be at most.</summary>
internal sealed class Amount(Site site, Amount.Measure measure, bool isLeast) : Keyword
{
    /// <summary>Letters are code points, as the standard counts them.</summary>
    public static readonly Measure Letters = new(System.Text.Json.JsonValueKind.String, "letter", value => value.Text.Length - value.Text.Count(char.IsLowSurrogate));

    public static readonly Measure Items = new(System.Text.Json.JsonValueKind.Array, "item", value => value.Children.Length);

    public static readonly Measure Members = new(System.Text.Json.JsonValueKind.Object, "property", value => value.Children.Length);

    private readonly int _count = site.Count;
    private readonly string _name = site.Name;

    public override bool Check(Instance value, in Frame frame)
    {
        if (value.Kind != measure.Kind)
        {
            return true;
        }

        frame.Judgement.Work.Spend(value.Text.Length / 64);
        var there = measure.Of(value);
        var met = isLeast ? there >= _count : there <= _count;
        return met || frame.Demand(false, value, _name, $"must have at {(isLeast ? "least" : "most")} {Words.Counted(_count, measure.Word)}, and has {there}");
    }

    internal sealed record Measure(System.Text.Json.JsonValueKind Kind, string Word, Func<Instance, int> Of);
}

/// <summary><c>pattern</c>: somewhere in the text, unless it says where.</summary>
internal sealed class PatternOf(Site site) : Keyword
{
    private readonly Patterns.Pattern _pattern = site.Pattern(site.Text, site.Pointer);

    public override bool Check(Instance value, in Frame frame) =>
        value.Kind != System.Text.Json.JsonValueKind.String
        || frame.Demand(_pattern.Matches(value.Text, frame.Judgement.Work), value, "pattern", $"must match the pattern {_pattern.Source}");
}

/// <summary><c>uniqueItems</c>, by hashes of the content: linear in the array.</summary>
internal sealed class UniqueItems(Site site) : Keyword
{
    private readonly bool _asked = site.Json.ValueKind switch
    {
        System.Text.Json.JsonValueKind.True => true,
        System.Text.Json.JsonValueKind.False => false,
        _ => throw site.Wrong("must be true or false"),
    };

    public override bool Check(Instance value, in Frame frame)
    {
        if (!_asked || !value.IsArray)
        {
            return true;
        }

        frame.Judgement.Work.Spend(value.Size / 16);
        var places = new Dictionary<Instance, int>(SameContent.Comparer);
        foreach (var (place, item) in value.Children.Index())
        {
            if (!places.TryAdd(item, place))
            {
                return frame.Demand(false, value, "uniqueItems", $"must not hold the same item twice: {places[item]} and {place} are equal");
            }
        }

        return true;
    }
}

/// <summary><c>required</c>.</summary>
internal sealed class Required(Site site) : Keyword
{
    private readonly IReadOnlyList<string> _names = site.Names;

    public override bool Check(Instance value, in Frame frame)
    {
        if (!value.IsObject)
        {
            return true;
        }

        var met = true;
        frame.Judgement.Work.Spend(_names.Count / 4);
        foreach (var name in _names)
        {
            met &= value.Find(name) >= 0 || frame.Demand(false, value, "required", $"must have the property {Words.Quote(name)}");
        }

        return met;
    }
}
