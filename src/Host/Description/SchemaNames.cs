using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Parley.Host.Description;

/// <summary>
/// Names the schemas: a slice's own <c>Request</c> carries the slice's name. Remembers their types, to say afterwards which members
/// are never null: the serializer is told that all may be, so that a fault of ours cannot turn an answer into an error.
/// </summary>
internal sealed class SchemaNames
{
    private readonly ConcurrentDictionary<string, Type> _types = new(StringComparer.Ordinal);

    /// <returns>Null for what is written out in place.</returns>
    public string? Of(JsonTypeInfo type)
    {
        if (Schemas.IsText(Schemas.Bare(type.Type)) || type.Type == typeof(JsonElement))
        {
            return null;
        }

        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        if (name is not null && type.Type is { IsNested: true, IsGenericType: false, DeclaringType: { } slice })
        {
            name = slice.Name + name;
        }

        if (name is not null)
        {
            _types[name] = type.Type;
        }

        return name;
    }

    public void RestoreNullability(OpenApiDocument document)
    {
        foreach (var (name, schema) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (_types.TryGetValue(name, out var type) && schema is OpenApiSchema { Properties: { } members })
            {
                Restore(members, type);
            }
        }
    }

    private static void Restore(IDictionary<string, IOpenApiSchema> members, Type type)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties().Where(property => !property.PropertyType.IsValueType))
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (nullability.Create(property).ReadState == NullabilityState.NotNull && members.TryGetValue(name, out var schema))
            {
                members[name] = NeverNull(schema);
            }
            else if (members.TryGetValue(name, out var text) && text is OpenApiSchema { Type: JsonSchemaType.String } nullable)
            {
                nullable.Type = JsonSchemaType.String | JsonSchemaType.Null;
            }
        }
    }

    private static IOpenApiSchema NeverNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { OneOf: [OpenApiSchema { Type: JsonSchemaType.Null }, var other] })
        {
            return other;
        }

        if (schema is OpenApiSchema { Type: { } type } own)
        {
            own.Type = type & ~JsonSchemaType.Null;
        }

        return schema;
    }
}
