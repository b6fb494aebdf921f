using System.Text.Json;

namespace Parley.Schemas.Tests;

/// <summary>Schemas and values as JSON texts.</summary>
internal static class Judge
{
    public static SchemaResult Of(string schema, string value, SchemaOptions? options = null) => JsonSchema.Compile(Json(schema), options).Validate(Json(value));

    public static string Sentences(string schema, string value) => string.Join('\n', Of(schema, value).Violations.Select(violation => violation.Sentence));

    public static InvalidSchemaException Refused(string schema, SchemaOptions? options = null) => Assert.Throws<InvalidSchemaException>(() => JsonSchema.Compile(Json(schema), options));

    public static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text, new() { MaxDepth = 5_000 });
        return document.RootElement.Clone();
    }
}
