using System.Text.Json;
using Parley.Schemas.Keywords;

namespace Parley.Schemas.Compiling;

/// <summary>One subschema at its place.</summary>
/// <param name="pointer">Its place in its document.</param>
internal sealed class SchemaNode(JsonElement json, string pointer, Resource resource)
{
    public JsonElement Json => json;

    public string Pointer => pointer;

    public Resource Resource => resource;

    public Dialect Dialect => resource.Dialect;

    /// <summary>What it demands, those that look at what the others did last; empty until it is built.</summary>
    public IReadOnlyList<Keyword> Keywords { get; set; } = [];

    /// <summary>For the schemas true and false.</summary>
    public bool? Always => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Whether it must know which children its own keywords have judged.</summary>
    public bool Marks { get; set; }

    /// <summary>Where it stands, for a person: with the document's URI when that is not the schema itself.</summary>
    public string Place => resource.Document.Name + pointer;

    public InvalidSchemaException Wrong(string keyword, string sentence) => new(Place.Under(keyword), sentence);
}

/// <summary>A JSON document that holds schemas.</summary>
/// <param name="Name">Empty for the schema itself; else its URI and <c>#</c>.</param>
internal sealed record Document(JsonElement Root, string Name)
{
    /// <summary>The subschemas by their pointers.</summary>
    public Dictionary<string, SchemaNode> Nodes { get; } = [];
}

/// <summary>A schema with a URI of its own, and all within it that has none.</summary>
/// <param name="Pointer">Where it begins in its document.</param>
internal sealed record Resource(string Uri, string Pointer, Document Document, Dialect Dialect)
{
    public Dictionary<string, SchemaNode> Anchors { get; } = [];

    public Dictionary<string, SchemaNode> DynamicAnchors { get; } = [];

    // By identity: the members above change while it is read.
    public bool Equals(Resource? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
