using System.Text.Json;
using AngleSharp.Dom;

namespace Parley.Reading;

/// <summary>Questions and answers that a page declares for search engines (schema.org FAQPage and QAPage, as JSON-LD).</summary>
internal static class FaqMarkup
{
    private const int MostDepth = 32;
    private const int MostEntries = 1_000;

    public static IReadOnlyList<(string Question, string Answer)> Of(IDocument page)
    {
        var entries = new List<(string, string)>();
        foreach (var script in page.QuerySelectorAll("script[type='application/ld+json']"))
        {
            try
            {
                using var json = JsonDocument.Parse(script.TextContent, new JsonDocumentOptions { MaxDepth = MostDepth, AllowTrailingCommas = true });
                Collect(json.RootElement, entries);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // It is for machines and often broken; the page itself is what counts.
            }
        }

        return entries;
    }

    private static void Collect(JsonElement value, List<(string, string)> entries)
    {
        if (entries.Count >= MostEntries)
        {
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Collect(item, entries);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            var answer = Member(value, "acceptedAnswer") ?? Member(value, "suggestedAnswer");
            answer = answer is { ValueKind: JsonValueKind.Array } several ? several.EnumerateArray().Cast<JsonElement?>().FirstOrDefault() : answer;
            if (Text(value, "@type") == "Question" && Text(value, "name") is { Length: > 0 } question && answer is { } given && Text(given, "text") is { Length: > 0 } text)
            {
                entries.Add((question, text));
            }
            else
            {
                foreach (var member in value.EnumerateObject().Where(member => member.Name is "@graph" or "mainEntity" or "hasPart"))
                {
                    Collect(member.Value, entries);
                }
            }
        }
    }

    private static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement value, string name) => Member(value, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
