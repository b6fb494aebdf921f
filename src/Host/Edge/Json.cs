using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Parley.Host.Edge;

/// <summary>How JSON is read and written at the edge: snake_case, strict about types, forgiving about fields it does not know.</summary>
internal static class Json
{
    public const int MaxDepth = 32;

    public const string NoText = "the text is not valid UTF-8, or it holds half of a surrogate pair.";

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = MaxDepth;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        // The answers are never put into HTML, so that only what JSON itself asks for is escaped.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new StorableText());
        options.Converters.Add(new SoundElements());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RequireWhatCannotBeNull);
    }

    // A record's parameter that cannot be null and has no default must be given; else null would travel inwards as if it could not.
    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType.IsValueType: false })
        {
            type.OnDeserialized = RefuseNullItems;
        }

        foreach (var property in type.Properties)
        {
            property.IsGetNullable = property.IsGetNullable || !property.PropertyType.IsValueType;
            if (property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } && NullIsDanger(property.PropertyType))
            {
                property.IsRequired = true;
            }
        }
    }

    // The declared types of items do not outlive compilation, and no route has a use for an item that is not there.
    private static void RefuseNullItems(object list)
    {
        foreach (var item in (System.Collections.IEnumerable)list)
        {
            if (item is null)
            {
                throw new JsonException("an item of the list is null.");
            }
        }
    }

    private static bool NullIsDanger(Type type) =>
        !type.IsValueType || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>));

    /// <summary>Refuses the one character that a database cannot keep in a text.</summary>
    private sealed class StorableText : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? Decode(ref reader) : throw new JsonException();
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw new JsonException("the text contains the character U+0000, which no text may.")
                : text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Decode(ref reader);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

        private static string Decode(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw new JsonException(NoText);
            }
        }
    }
}
