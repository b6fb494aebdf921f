using Microsoft.OpenApi;

namespace Parley.Host.Description;

/// <summary>How errors look in the description.</summary>
internal static class Problems
{
    public const string Name = "Problem";

    public static OpenApiSchema Schema => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A problem document (RFC 9457). Programs branch on code.",
        Required = new HashSet<string> { "type", "title", "status", "detail", "code", "trace_id" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("A name for this kind of problem."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["detail"] = Text("What was wrong, with which value, and what would fix it."),
            ["code"] = Text("A stable name in snake_case."),
            ["trace_id"] = Text("The id of this request in the log."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "For invalid input: the sentences for each field.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
        },
    };

    /// <summary>The answer of routes that imitate another API.</summary>
    public static OpenApiResponse Imitated => new()
    {
        Description = "A refusal, in the shape of the API that this route imitates.",
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } } },
    };

    public static OpenApiResponse Response(OpenApiDocument? document) => new()
    {
        Description = "A refusal.",
        Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Name, document) } },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
