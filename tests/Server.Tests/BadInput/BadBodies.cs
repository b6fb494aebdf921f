using System.Text;
using System.Text.Json.Nodes;

namespace Parley.Server.Tests.BadInput;

/// <summary>A body that no route may take.</summary>
internal sealed record BadBody(string Name, byte[] Bytes, string MediaType = "application/json");

internal static class BadBodies
{
    /// <summary>For every route with a JSON body, whatever its fields are.</summary>
    public static IEnumerable<BadBody> ForAny(BodyShape shape)
    {
        yield return Text("half an object", "{");
        yield return Text("a list", "[]");
        yield return Text("a number", "5");
        yield return Text("a string", "\"x\"");
        yield return Text("two values", "{} {}");
        yield return Text("a comma too many", "{\"a\": 1,}");
        yield return Text("no JSON", "message=x");
        yield return Text("too deep", string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000));
        yield return new("no text", [0xff, 0xfe, 0x00, 0x01]);
        yield return Text("a form", "a=b") with { MediaType = "application/x-www-form-urlencoded" };
        yield return Text("plain text", shape.Valid!.ToJsonString()) with { MediaType = "text/plain" };
        yield return Text("a charset that is none", shape.Valid.ToJsonString()) with { MediaType = "application/json; charset=nonsense" };
        if (!shape.IsOptional)
        {
            yield return Text("null", "null");
            yield return Text("nothing", "");
        }
    }

    /// <summary>The route's own fields, each spoilt by itself.</summary>
    public static IEnumerable<BadBody> ForFields(BodyShape shape)
    {
        foreach (var (name, value) in shape.Valid!)
        {
            foreach (var (what, wrong) in name == shape.Loose ? [("a number", "5"), ("an object", "{\"x\": 1}")] : WrongFor(value!))
            {
                yield return Text($"{name} is {what}", With(shape, name, wrong));
            }

            yield return Text($"{name} twice", $"{{\"{name}\": {value!.ToJsonString()}, \"{name}\": {value.ToJsonString()}}}");
        }

        foreach (var name in shape.Required)
        {
            yield return Text($"{name} is null", With(shape, name, "null"));
            yield return Text($"{name} is not there", With(shape, name, null));
        }
    }

    /// <summary>The first text of the route, far too long.</summary>
    public static BadBody? TooLong(BodyShape shape) =>
        shape.Valid!.FirstOrDefault(field => field.Value is JsonValue value && value.TryGetValue<string>(out _)).Key is { } name
            ? Text($"{name} of 11 MB", With(shape, name, $"\"{new string('a', 11_000_000)}\""))
            : null;

    private static IEnumerable<(string What, string Json)> WrongFor(JsonNode value)
    {
        var isText = value is JsonValue text && text.TryGetValue<string>(out _);
        if (isText)
        {
            yield return ("a number", "5");
            yield return ("a list", "[\"x\"]");
            yield return ("an object", "{\"x\": 1}");
            yield return ("a text with U+0000", "\"a\\u0000b\"");
            yield return ("half of a surrogate pair", "\"\\ud800\"");
        }
        else
        {
            yield return ("a word", "\"word\"");
            yield return ("of the other kind", value is JsonArray ? "{\"x\": 1}" : "[1]");
        }

        if (value is JsonValue number && number.TryGetValue<double>(out _))
        {
            yield return ("not finite", "1e999");
        }
    }

    /// <param name="json">Null leaves the field out.</param>
    private static string With(BodyShape shape, string name, string? json)
    {
        // Alone with what is required, so that only the field itself can be the reason of a refusal.
        var fields = shape.Valid!.Where(field => field.Key != name && shape.Required.Contains(field.Key)).Select(field => $"\"{field.Key}\": {field.Value!.ToJsonString()}");
        return "{" + string.Join(", ", json is null ? fields : fields.Append($"\"{name}\": {json}")) + "}";
    }

    private static BadBody Text(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
