using System.Collections;
using System.Text.Json;

namespace Parley.Host.Edge;

/// <summary>What a body's type says about one of its fields.</summary>
internal static class FieldTypes
{
    public const string AnyForm = "of the form that the API description gives";

    /// <param name="path">Such as <c>messages[0].content</c>; empty for the body itself.</param>
    /// <returns>Null when the type does not tell.</returns>
    public static Type? At(Type body, string path)
    {
        Type? type = body;
        foreach (var step in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            type = type is null ? null : step.EndsWith(']') ? ElementOf(type) : MemberOf(type, step);
        }

        return type;
    }

    /// <summary>A type of C# in the words of JSON.</summary>
    public static string InWords(Type? type) => (type is null ? null : Nullable.GetUnderlyingType(type) ?? type) switch
    {
        null => AnyForm,
        var text when text == typeof(string) => "a string",
        var truth when truth == typeof(bool) => "true or false",
        var whole when whole == typeof(int) || whole == typeof(long) || whole == typeof(short) => "a whole number",
        var number when number == typeof(double) || number == typeof(float) || number == typeof(decimal) => "a number",
        var time when time == typeof(DateTimeOffset) => "a time such as 2026-01-31T12:00:00Z",
        var id when id.IsGenericType && id.GetGenericTypeDefinition() == typeof(Id<>) => "an id",
        { IsEnum: true } choice => "one of " + string.Join(", ", Enum.GetNames(choice).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
        var list when ElementOf(list) is not null => "a list",
        var form when typeof(IDictionary).IsAssignableFrom(form) || form.Namespace?.StartsWith("Parley", StringComparison.Ordinal) == true => "an object",
        _ => AnyForm,
    };

    private static Type? MemberOf(Type type, string name) => (Nullable.GetUnderlyingType(type) ?? type).GetProperties()
        .FirstOrDefault(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name) == name)?.PropertyType;

    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.GetInterfaces().Append(type)
            .FirstOrDefault(face => type != typeof(string) && face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))?
            .GetGenericArguments()[0];
}
