using System.Text.Json;

namespace Parley.Schemas;

/// <summary>Which edition of JSON Schema is spoken where a schema does not say so by <c>$schema</c>.</summary>
public enum SchemaDraft
{
    Draft202012,
    Draft7,
}

/// <summary>What a schema may refer to, and how much it and what it judges may cost.</summary>
public sealed record SchemaOptions
{
    /// <summary>The edition of schemas without <c>$schema</c>. Default 2020-12.</summary>
    public SchemaDraft Draft { get; init; } = SchemaDraft.Draft202012;

    /// <summary>Documents that may be referred to, by absolute URI. Nothing is ever fetched. The metaschemas are always known.</summary>
    public IReadOnlyDictionary<string, JsonElement> Resources { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Longest schema in bytes of UTF-8. Default 256 KiB.</summary>
    public int MaxSchemaBytes { get; init; } = 256 * 1024;

    /// <summary>Most subschemas of a schema with all that it refers to. Default 10,000.</summary>
    public int MaxSubschemas { get; init; } = 10_000;

    /// <summary>Deepest nesting of a schema and of what it judges. Default 128.</summary>
    public int MaxDepth { get; init; } = 128;

    /// <summary>Longest value that is judged, in bytes of UTF-8. Default 4 MiB.</summary>
    public int MaxValueBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most steps of one judgement; a step is one subschema at one place, or a few letters of one pattern. Default 4 million.</summary>
    public long MaxWork { get; init; } = 4_000_000;

    /// <summary>Most violations that are told. Default 20.</summary>
    public int MaxViolations { get; init; } = 20;
}
