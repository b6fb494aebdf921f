using System.Text.Json;
using Parley.Schemas;

namespace Parley.Orchestration;

/// <summary>The form that an answer must have: that of a schema, or of any JSON object or list.</summary>
internal sealed class AnswerForm
{
    private const int MostNested = 128;

    private static readonly JsonSchema AnyJson = JsonSchema.Compile(JsonElement.Parse("""{"type": ["object", "array"]}"""));

    private readonly JsonSchema _schema;

    private AnswerForm(JsonSchema schema) => _schema = schema;

    /// <returns>Null where any text will do.</returns>
    /// <exception cref="RefusedException">The schema is none.</exception>
    public static AnswerForm? Of(TurnOptions options) => options switch
    {
        { Format: "json_schema", Schema: { } schema } => new(Compile(schema, "response.schema")),
        { Format: "json" } => new(AnyJson),
        _ => null,
    };

    /// <summary>Reads a schema, and refuses one that no answer could be held against.</summary>
    /// <param name="field">The member of the request that holds it.</param>
    /// <exception cref="RefusedException">It is none, and where and why.</exception>
    public static JsonSchema Compile(JsonElement schema, string field)
    {
        try
        {
            return JsonSchema.Compile(schema);
        }
        catch (InvalidSchemaException problem)
        {
            throw new RefusedException(Refusal.Invalid(field, $"This is no JSON Schema that an answer can be held against: {problem.Message}."));
        }
    }

    /// <summary>Holds an answer against the form, and repairs what needs no model: fences, words around, commas too many, brackets cut off.</summary>
    /// <param name="isCut">Whether the answer ended for want of room.</param>
    public FormVerdict Judge(string text, bool isCut)
    {
        IReadOnlyList<string>? nearest = null;
        foreach (var candidate in JsonRepair.Candidates(text, isCut))
        {
            var problems = Problems(candidate, out var isJson);
            if (problems.Count == 0)
            {
                return new(candidate, []);
            }

            nearest = isJson || nearest is null ? problems : nearest;
        }

        return new(null, isCut ? ["It was cut off for want of room: a shorter one is needed.", .. nearest!] : nearest!);
    }

    private IReadOnlyList<string> Problems(string text, out bool isJson)
    {
        isJson = false;
        try
        {
            using var json = JsonDocument.Parse(text, new() { MaxDepth = MostNested });
            isJson = true;
            return [.. _schema.Validate(json.RootElement).Violations.Select(violation => violation.Sentence)];
        }
        catch (JsonException problem)
        {
            return [$"It is no JSON: what stands in line {problem.LineNumber + 1}, place {problem.BytePositionInLine + 1}, cannot stand there."];
        }
        catch (ArgumentException)
        {
            return ["It is no Unicode: half of a surrogate pair stands in it."];
        }
    }
}

/// <param name="Text">The answer as it fits; null when it does not.</param>
/// <param name="Problems">Why not, in sentences for a model.</param>
internal sealed record FormVerdict(string? Text, IReadOnlyList<string> Problems);
