using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Anthropic;

/// <summary>What is known of a model: by the server's word, else by its name.</summary>
internal sealed partial record ModelFacts(string Id)
{
    private const int UsualContext = 200_000;
    private const string Schemas = "schemas";
    private const string NoThinking = "no-thinking";
    private const string NoEffort = "no-effort";

    /// <summary>What the oldest model that is still served gives; the setting <c>Parley__Models__Anthropic__MaxOutputTokens</c> corrects it.</summary>
    private const int CautiousOutput = 8_192;

    public int ContextTokens { get; init; } = UsualContext;

    public int MaxOutputTokens { get; init; } = CautiousOutput;

    public bool Sees { get; init; } = IsClaude(Id);

    /// <summary>Whether it can be held to a JSON schema.</summary>
    public bool KeepsToSchemas { get; init; }

    /// <summary>Whether it can be told to think; where nobody says, it is asked, and refuses it itself.</summary>
    public bool Thinks { get; init; } = true;

    /// <summary>Whether it can be told how much thought to give.</summary>
    public bool HasEffort { get; init; } = true;

    /// <summary>Newer models refuse to go on from a given beginning of their answer, and the list does not tell.</summary>
    public bool Continues { get; init; } = Continuing().IsMatch(Id);

    /// <param name="listed">The model as the server lists it.</param>
    public static ModelFacts Of(string id, IReadOnlyDictionary<string, JsonElement> listed)
    {
        var facts = new ModelFacts(id);
        var abilities = listed.TryGetValue("capabilities", out var said) && said.ValueKind == JsonValueKind.Object ? said : default;
        return facts with
        {
            ContextTokens = Number(listed, "max_input_tokens") ?? facts.ContextTokens,
            MaxOutputTokens = Number(listed, "max_tokens") ?? facts.MaxOutputTokens,
            Sees = Supports(abilities, "image_input") ?? facts.Sees,
            KeepsToSchemas = Supports(abilities, "structured_outputs") ?? facts.KeepsToSchemas,
            Thinks = Supports(abilities, "thinking") ?? facts.Thinks,
            HasEffort = Supports(abilities, "effort") ?? facts.HasEffort,
        };
    }

    /// <summary>What of it is to be remembered, in words; null for nothing.</summary>
    public string? Remembered =>
        string.Join(' ', (IEnumerable<string>)[.. KeepsToSchemas ? [Schemas] : Array.Empty<string>(), .. Thinks ? [] : (string[])[NoThinking], .. HasEffort ? [] : (string[])[NoEffort]])
            is { Length: > 0 } words ? words : null;

    /// <summary>The same with what was remembered of it.</summary>
    public ModelFacts Remembering(string? words)
    {
        var known = words?.Split(' ') ?? [];
        return this with { KeepsToSchemas = known.Contains(Schemas), Thinks = !known.Contains(NoThinking), HasEffort = !known.Contains(NoEffort) };
    }

    private static bool IsClaude(string id) => id.Contains("claude", StringComparison.OrdinalIgnoreCase);

    private static bool? Supports(JsonElement abilities, string name) =>
        abilities.ValueKind == JsonValueKind.Object && abilities.TryGetProperty(name, out var ability) && ability.ValueKind == JsonValueKind.Object
        && ability.TryGetProperty("supported", out var supported)
            ? supported.ValueKind == JsonValueKind.True
            : null;

    private static int? Number(IReadOnlyDictionary<string, JsonElement> listed, string name) =>
        listed.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? number
            : null;

    [GeneratedRegex(@"claude-(?:3|(?:opus|sonnet|haiku)-4(?:-[015])?(?:-\d{8})?$)", RegexOptions.IgnoreCase)]
    private static partial Regex Continuing();
}
