using Parley.Models;

namespace Parley.RedTeam;

/// <summary>What is asked of a run, before its cases are chosen.</summary>
public sealed record RunRequest
{
    /// <summary>Families of attacks; null for all.</summary>
    public IReadOnlyList<string>? Families { get; init; }

    /// <summary>A route or deployment; null for the usual one.</summary>
    public string? Model { get; init; }

    /// <summary>The deployment that judges what cannot be told otherwise; null for none.</summary>
    public string? Judge { get; init; }

    /// <summary>At most this many attacks, taken from the families in turn; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>At most this many turns; attacks that would go beyond are left out. Null for no limit.</summary>
    public int? MaxTurns { get; init; }
}

/// <summary>Chooses the cases of a run, and refuses what could not be run.</summary>
internal sealed class RunPlan(ModelCatalogue catalogue, Microsoft.Extensions.Options.IOptions<RedTeamOptions> options)
{
    /// <exception cref="RefusedException">The request names what there is not, or leaves nothing to run.</exception>
    public async Task<IReadOnlyList<Attack>> ChooseAsync(TenantScope tenant, RunRequest request, IReadOnlyList<Attack> set, CancellationToken cancellationToken)
    {
        var families = set.Select(attack => attack.Family).Distinct().ToList();
        if (request.Families?.FirstOrDefault(family => !families.Contains(family)) is { } unknown)
        {
            throw Invalid("families", $"There is no family '{unknown}'; there is {string.Join(", ", families)}.");
        }

        if (request.Limit is < 1)
        {
            throw Invalid("limit", $"The limit is {request.Limit}; it must be at least 1.");
        }

        if (request.MaxTurns is < 1)
        {
            throw Invalid("max_turns", $"It is {request.MaxTurns}; it must be at least 1.");
        }

        var models = await catalogue.ForAsync(tenant, cancellationToken);
        if (request.Model is { Length: > 0 } model && models.Find(model) is null && models.FindRoute(model) is null)
        {
            throw Invalid("model", $"There is no model '{model}'; name a route or a deployment.");
        }

        if (request.Judge is { } judge && models.Find(judge) is not { IsLanguageModel: true })
        {
            throw Invalid("judge", $"There is no language model '{judge}'; name a deployment.");
        }

        var chosen = Choose(set, request);
        return chosen.Count == 0 ? throw Invalid("max_turns", "No attack has so few turns; give more.")
            : chosen.Count > options.Value.MostAttacks ? throw Invalid("limit", $"There are {chosen.Count:N0} attacks, and a run may have {options.Value.MostAttacks:N0}; give a limit.")
            : chosen;
    }

    internal static IReadOnlyList<Attack> Choose(IReadOnlyList<Attack> set, RunRequest request)
    {
        var asked = set.Where(attack => request.Families is not { Count: > 0 } families || families.Contains(attack.Family)).ToList();

        // The families take turns, and within each attacks and their look-alikes: a few cases then say something of all.
        var places = new Dictionary<(string, bool), int>();
        var mixed = asked
            .Select(attack => (Attack: attack, Place: places[(attack.Family, attack.Twin)] = places.GetValueOrDefault((attack.Family, attack.Twin)) + 1))
            .OrderBy(one => one.Place).Select(one => one.Attack);
        var turns = 0;
        var chosen = new HashSet<Attack>(ReferenceEqualityComparer.Instance);
        foreach (var attack in mixed)
        {
            if (chosen.Count < (request.Limit ?? int.MaxValue) && turns + attack.Turns.Count <= (request.MaxTurns ?? int.MaxValue))
            {
                turns += attack.Turns.Count;
                chosen.Add(attack);
            }
        }

        return [.. asked.Where(chosen.Contains)];
    }

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
