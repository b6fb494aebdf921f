using System.Text.Json;
using Parley.Schemas.Patterns;
using Parley.Schemas.Values;

namespace Parley.Schemas.Compiling;

/// <summary>A keyword where it stands, and what it may ask while it is built.</summary>
internal sealed record Site(SchemaNode Node, string Name, JsonElement Json, References References)
{
    public string Pointer => Node.Pointer.Under(Name);

    /// <summary>The only subschema that it holds.</summary>
    public SchemaNode Schema => At(Pointer);

    /// <summary>The subschemas of a list or the schemas of a map, in their order.</summary>
    public IReadOnlyList<SchemaNode> List => [.. Json.EnumerateArray().Select((_, index) => At(Pointer.Under(index)))];

    public IEnumerable<KeyValuePair<string, SchemaNode>> Map =>
        Json.EnumerateObject().Select(member => member.Name).Distinct().Select(name => KeyValuePair.Create(name, At(Pointer.Under(name))));

    /// <summary>A number of things: a whole number from 0.</summary>
    public int Count => Json.ValueKind == JsonValueKind.Number && Number is { IsInteger: true, Mantissa.Sign: >= 0 } count
        ? count.ToCount()
        : throw Wrong("must be a whole number, 0 or more");

    public ExactNumber Number => Json.ValueKind == JsonValueKind.Number ? Parsed() : throw Wrong("must be a number");

    public IReadOnlyList<string> Names => Json.ValueKind == JsonValueKind.Array && Json.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
        ? [.. Json.EnumerateArray().Select(name => name.GetString()!).Distinct()]
        : throw Wrong("must be a list of strings");

    public string Text => Json.ValueKind == JsonValueKind.String ? Json.GetString()! : throw Wrong("must be a string");

    public SchemaNode At(string pointer) => Node.Resource.Document.Nodes[pointer];

    /// <summary>Another keyword of the same schema, when it is there and the vocabulary that it is of is spoken.</summary>
    public Site? Beside(string name) =>
        Node.Json.TryGetProperty(name, out var json) && Vocabulary.Find(name, Node.Dialect) is not null ? this with { Name = name, Json = json } : null;

    public Pattern Pattern(string source, string place)
    {
        try
        {
            return new(source);
        }
        catch (PatternException problem)
        {
            throw new InvalidSchemaException(Node.Resource.Document.Name + place, $"is no pattern that can be matched: it {problem.Message}");
        }
    }

    public Instance Value(JsonElement json)
    {
        try
        {
            return new InstanceReader(References.Options.MaxDepth).Read(json);
        }
        catch (BeyondLimitException problem)
        {
            throw Wrong(problem.Message);
        }
    }

    public InvalidSchemaException Wrong(string sentence) => Node.Wrong(Name, sentence);

    private ExactNumber Parsed()
    {
        try
        {
            return ExactNumber.Parse(Json.GetRawText());
        }
        catch (BeyondLimitException problem)
        {
            throw Wrong(problem.Message);
        }
    }
}
