using Parley.Schemas.Keywords;

namespace Parley.Schemas.Compiling;

/// <summary>Which keywords there are, in which vocabulary of 2020-12, and how they are made.</summary>
internal static class Vocabulary
{
    private static readonly Dictionary<string, Entry> Both = new()
    {
        ["$ref"] = new("core", site => new Reference(site)),
        ["allOf"] = new("applicator", site => new AllOf(site)),
        ["anyOf"] = new("applicator", site => new AnyOf(site)),
        ["oneOf"] = new("applicator", site => new OneOf(site)),
        ["not"] = new("applicator", site => new Not(site)),
        ["if"] = new("applicator", site => new If(site)),
        ["properties"] = new("applicator", site => new Properties(site)),
        ["patternProperties"] = new("applicator", site => new PatternProperties(site)),
        ["additionalProperties"] = new("applicator", site => new AdditionalProperties(site)),
        ["propertyNames"] = new("applicator", site => new PropertyNames(site)),
        ["dependencies"] = new("applicator", site => new Dependencies(site)),
        ["contains"] = new("applicator", site => new Contains(site)),
        ["type"] = new("validation", site => new TypeOf(site)),
        ["enum"] = new("validation", EnumOf.Enum),
        ["const"] = new("validation", EnumOf.Const),
        ["multipleOf"] = new("validation", site => new MultipleOf(site)),
        ["minimum"] = new("validation", site => new Bound(site, "at least", sign => sign >= 0)),
        ["maximum"] = new("validation", site => new Bound(site, "at most", sign => sign <= 0)),
        ["exclusiveMinimum"] = new("validation", site => new Bound(site, "greater than", sign => sign > 0)),
        ["exclusiveMaximum"] = new("validation", site => new Bound(site, "less than", sign => sign < 0)),
        ["minLength"] = new("validation", site => new Amount(site, Amount.Letters, true)),
        ["maxLength"] = new("validation", site => new Amount(site, Amount.Letters, false)),
        ["minItems"] = new("validation", site => new Amount(site, Amount.Items, true)),
        ["maxItems"] = new("validation", site => new Amount(site, Amount.Items, false)),
        ["minProperties"] = new("validation", site => new Amount(site, Amount.Members, true)),
        ["maxProperties"] = new("validation", site => new Amount(site, Amount.Members, false)),
        ["pattern"] = new("validation", site => new PatternOf(site)),
        ["uniqueItems"] = new("validation", site => new UniqueItems(site)),
        ["required"] = new("validation", site => new Required(site)),
    };

    private static readonly Dictionary<string, Entry> Seven = new(Both)
    {
        ["items"] = new("applicator", site => new Items(site)),
        ["additionalItems"] = new("applicator", AdditionalItems.Of),
    };

    private static readonly Dictionary<string, Entry> Newest = new(Both)
    {
        ["$dynamicRef"] = new("core", site => new DynamicReference(site)),
        ["prefixItems"] = new("applicator", site => new Items(site)),
        ["items"] = new("applicator", site => new AdditionalItems(site, "prefixItems")),
        ["dependentSchemas"] = new("applicator", site => new DependentSchemas(site)),
        ["dependentRequired"] = new("validation", site => new DependentRequired(site)),
        ["minContains"] = new("validation", site => new Ignored(site.Count)),
        ["maxContains"] = new("validation", site => new Ignored(site.Count)),
        ["unevaluatedItems"] = new("unevaluated", site => new Unevaluated(site, System.Text.Json.JsonValueKind.Array)),
        ["unevaluatedProperties"] = new("unevaluated", site => new Unevaluated(site, System.Text.Json.JsonValueKind.Object)),
    };

    public static Entry? Find(string keyword, Dialect dialect) =>
        (dialect.Is7 ? Seven : Newest).TryGetValue(keyword, out var entry) && dialect.Speaks(entry.Vocabulary) ? entry : null;

    internal sealed record Entry(string Vocabulary, Func<Site, Keyword> Make);
}
