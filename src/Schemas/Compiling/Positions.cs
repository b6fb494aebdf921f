namespace Parley.Schemas.Compiling;

/// <summary>In which shape a keyword holds subschemas.</summary>
internal enum Holds
{
    One,
    List,
    Map,
    OneOrList,

    /// <summary>A map of schemas or lists of names.</summary>
    Mixed,
}

/// <summary>Where subschemas stand. Elsewhere (<c>enum</c>, <c>const</c>, unknown keywords) an object is no schema, whatever it looks like.</summary>
internal static class Positions
{
    private static readonly Dictionary<string, Holds> Both = new()
    {
        ["additionalProperties"] = Holds.One,
        ["allOf"] = Holds.List,
        ["anyOf"] = Holds.List,
        ["contains"] = Holds.One,
        ["definitions"] = Holds.Map,
        ["dependencies"] = Holds.Mixed,
        ["else"] = Holds.One,
        ["if"] = Holds.One,
        ["not"] = Holds.One,
        ["oneOf"] = Holds.List,
        ["patternProperties"] = Holds.Map,
        ["properties"] = Holds.Map,
        ["propertyNames"] = Holds.One,
        ["then"] = Holds.One,
    };

    private static readonly Dictionary<string, Holds> Seven = new(Both) { ["additionalItems"] = Holds.One, ["items"] = Holds.OneOrList };

    private static readonly Dictionary<string, Holds> Newest = new(Both)
    {
        ["$defs"] = Holds.Map,
        ["contentSchema"] = Holds.One,
        ["dependentSchemas"] = Holds.Map,
        ["items"] = Holds.One,
        ["prefixItems"] = Holds.List,
        ["unevaluatedItems"] = Holds.One,
        ["unevaluatedProperties"] = Holds.One,
    };

    public static IReadOnlyDictionary<string, Holds> Of(SchemaDraft draft) => draft == SchemaDraft.Draft7 ? Seven : Newest;
}
