using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Parley.Host.Description;

/// <summary>Says what types with converters of their own look like in JSON: texts.</summary>
internal static class Schemas
{
    public static Task ShapeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Bare(context.JsonTypeInfo.Type);
        if (IsText(type))
        {
            Become(schema, type, isNullable: context.JsonTypeInfo.Type != type || schema.Type?.HasFlag(JsonSchemaType.Null) == true);
        }
        else if (context.JsonTypeInfo.ElementType is { } element && IsText(Bare(element)) && schema.Type?.HasFlag(JsonSchemaType.Array) == true)
        {
            var items = new OpenApiSchema();
            Become(items, Bare(element), isNullable: false);
            schema.Items = items;
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether values of the type are written as JSON strings by a converter, which the description cannot look into.</summary>
    public static bool IsText(Type type) =>
        type == typeof(string)
        || (type.IsValueType && type.Namespace?.StartsWith("Parley", StringComparison.Ordinal) == true && type.IsDefined(typeof(JsonConverterAttribute), inherit: false));

    public static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static void Become(OpenApiSchema schema, Type type, bool isNullable)
    {
        schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        schema.Properties = null;
        schema.Required = null;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>))
        {
            var prefix = (string)type.GetGenericArguments()[0].GetProperty(nameof(IIdKind.Prefix))!.GetValue(null)!;
            schema.Description ??= $"An opaque id of the form {prefix}_….";
            schema.MaxLength = 80;
        }
    }
}
