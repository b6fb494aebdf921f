using System.Text.Json;

namespace Parley.Orchestration;

/// <summary>The outcomes of the steps that earlier runs of a turn have taken.</summary>
internal sealed class KeptSteps(IReadOnlyDictionary<string, byte[]> outcomes)
{
    public static KeptSteps None { get; } = new(new Dictionary<string, byte[]>());

    public bool TryGet(string step, out JsonElement outcome)
    {
        var found = outcomes.TryGetValue(step, out var json);
        outcome = found ? JsonElement.Parse(json!) : default;
        return found;
    }
}
