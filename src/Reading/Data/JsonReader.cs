using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Parley.Reading.Data;

/// <summary>JSON as lines "path: value": what belongs to one object of a list stands in one paragraph, the large parts under headings.</summary>
internal sealed class JsonReader(ReadingOptions options)
{
    private const int MostHeadings = 3;
    private const int SmallObject = 400;
    private readonly StringBuilder _path = new();
    private readonly CleanTextBuilder _text = new(options.MostCharacters);

    public static CleanDocument Read(string source, ReadingOptions options)
    {
        var reader = new JsonReader(options);
        try
        {
            using var document = JsonDocument.Parse(source, reader.Parsing);
            reader.Value(document.RootElement, 1);
        }
        catch (JsonException exception)
        {
            throw Broken(exception, options, exception.LineNumber);
        }

        return reader.Built();
    }

    /// <summary>One value a line.</summary>
    public static CleanDocument ReadLines(string source, ReadingOptions options)
    {
        var reader = new JsonReader(options);
        foreach (var (i, line) in source.Split('\n').Index())
        {
            try
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    using var document = JsonDocument.Parse(line, reader.Parsing);
                    reader.Record(document.RootElement);
                }
            }
            catch (JsonException exception)
            {
                throw Broken(exception, options, i);
            }
        }

        return reader.Built();
    }

    private JsonDocumentOptions Parsing => new() { MaxDepth = options.MostDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static UnreadableDocumentException Broken(JsonException exception, ReadingOptions options, long? line) =>
        exception.Message.Contains("maximum configured depth", StringComparison.OrdinalIgnoreCase)
            ? new($"Its values stand more than {options.MostDepth} deep in each other.")
            : new($"It is not valid JSON in line {line + 1}. Mend it, or send it as text.");

    private CleanDocument Built() => _text.Length == 0 ? throw new UnreadableDocumentException("It holds no values.") : _text.Build(null);

    private void Value(JsonElement value, int level)
    {
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            foreach (var item in value.EnumerateArray())
            {
                Record(item);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object && level <= MostHeadings && JsonMarshal.GetRawUtf8Value(value).Length > SmallObject)
        {
            var lines = new StringBuilder();
            foreach (var member in value.EnumerateObject().Where(member => !IsLarge(member.Value)))
            {
                Named(member.Name, member.Value, lines);
            }

            _text.Paragraph(lines.ToString());
            foreach (var member in value.EnumerateObject().Where(member => IsLarge(member.Value)))
            {
                _text.Heading(level, member.Name);
                Value(member.Value, level + 1);
            }
        }
        else
        {
            Record(value);
        }
    }

    private static bool IsLarge(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && JsonMarshal.GetRawUtf8Value(value).Length > SmallObject;

    private void Record(JsonElement value)
    {
        var lines = new StringBuilder();
        Lines(value, lines);
        _text.Paragraph(lines.ToString());
    }

    // The way to a value is written down once and not again for each of its parts: names may be as long as they like.
    private void Named(string name, JsonElement value, StringBuilder lines, bool isPlace = false)
    {
        var before = _path.Length;
        _path.Append(before == 0 || isPlace ? "" : ".").Append(name);
        Lines(value, lines);
        _path.Length = before;
    }

    private void Lines(JsonElement value, StringBuilder lines)
    {
        if (lines.Length > options.MostCharacters)
        {
            throw new UnreadableDocumentException($"It holds more than {options.MostCharacters:N0} characters of text. Send it in parts.");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Named(member.Name, member.Value, lines);
                }

                break;
            case JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)):
                Line(string.Join(", ", value.EnumerateArray().Select(Plain).Where(item => item.Length > 0)), lines);
                break;
            case JsonValueKind.Array:
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    Named($"[{i}]", item, lines, isPlace: true);
                }

                break;
            default:
                Line(Plain(value), lines);
                break;
        }
    }

    private void Line(string value, StringBuilder lines)
    {
        if (value.Length > 0)
        {
            lines.Append(lines.Length == 0 ? "" : "\n").Append(_path).Append(_path.Length == 0 ? "" : ": ").Append(value);
        }
    }

    // Half of a surrogate pair may stand in JSON, but in no text.
    private static string Plain(JsonElement value)
    {
        try
        {
            return value.ValueKind switch { JsonValueKind.String => value.GetString()!.Trim(), JsonValueKind.Null => "", _ => value.GetRawText() };
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
