using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>What a deployment may be like. Each rule says which field is wrong and what would be right.</summary>
internal static partial class DeploymentRules
{
    public const decimal MostPerMtok = 10_000m;

    private const int LongestModel = 200;
    private const int LongestKey = 4000;
    private const int MostTokens = 100_000_000;
    private const int MostLimit = 1_000_000_000;
    private const double MostWeight = 1000;

    private static readonly string[] AbilityNames = ["chat", "tools", "vision", "json", "continue", "embed", "rerank"];

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A name that deployments and routes go by.</summary>
    public static string Name(string? name) => name is not null && NameForm().IsMatch(name) && !name.StartsWith(ModelIds.Deployment.Prefix + "_", StringComparison.Ordinal)
        ? name
        : throw Invalid("name", "A name has 1 to 100 letters, digits and the signs . _ : / and -, begins with a letter or digit, and not like an id with dep_.");

    public static string Model(string? model) => model is { Length: > 0 and <= LongestModel } && !model.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || char.IsSurrogate(letter))
        ? model
        : throw Invalid("model", $"Name the model as the provider does, in 1 to {LongestModel} characters without spaces.");

    /// <returns>Null for an empty one.</returns>
    public static string? ApiKey(string key) => key.Length == 0 ? null
        : key.Length <= LongestKey && key.All(letter => letter is > ' ' and <= '~') ? key
        : throw Invalid("api_key", $"A key has at most {LongestKey} visible ASCII characters and no spaces.");

    /// <inheritdoc cref="ApiKey"/>
    public static string? Region(string region) => region.Length == 0 ? null
        : RegionForm().IsMatch(region) ? region
        : throw Invalid("region", "A region has 1 to 60 letters, digits and the signs . _ and -, such as eu-central.");

    public static double Weight(double weight) => weight is > 0 and <= MostWeight
        ? weight
        : throw Invalid("weight", $"A weight is above 0 and at most {MostWeight:0}; to send nothing there set enabled to false.");

    public static int Tokens(string field, int tokens) => tokens is >= 1 and <= MostTokens
        ? tokens
        : throw Invalid(field, $"A number of tokens is 1 to {MostTokens:N0}.");

    public static DeploymentLimits Limits(DeploymentLimits limits)
    {
        foreach (var (field, limit) in ((string, int?)[])[("rpm", limits.Rpm), ("tpm", limits.Tpm), ("concurrency", limits.Concurrency)])
        {
            if (limit is < 1 or > MostLimit)
            {
                throw Invalid($"limits.{field}", $"A limit is 1 to {MostLimit:N0}; leave it out for none.");
            }
        }

        return limits;
    }

    public static ModelAbilities Abilities(IReadOnlyList<string> names, string provider)
    {
        var abilities = names.Aggregate(ModelAbilities.None, (all, name) => all | Ability(name));
        return (abilities & (ModelAbilities.Chat | ModelAbilities.Embed | ModelAbilities.Rerank)) == 0
                ? throw Invalid("abilities", "A deployment can chat, embed or rerank: name at least one of chat, embed and rerank.")
            : provider != "openai" && (abilities & (ModelAbilities.Embed | ModelAbilities.Rerank)) != 0
                ? throw Invalid("abilities", "Only the provider openai embeds and reranks here.")
            : abilities;
    }

    /// <summary>A price as it may be kept.</summary>
    /// <param name="now">From when on it is where it does not say.</param>
    public static DatedPrice Price(PriceInput price, DateTimeOffset now)
    {
        if (price.InputPerMtok is null || price.OutputPerMtok is null)
        {
            throw Invalid("price", "A price has input_per_mtok and output_per_mtok, each a decimal string such as \"2.50\"; a model that costs nothing has \"0\".");
        }

        var from = price.ValidFrom ?? now;
        var input = Amount("price.input_per_mtok", price.InputPerMtok);
        return from < Earliest || from >= Latest
            ? throw Invalid("price.valid_from", "valid_from is a moment from 2000 to 2099, such as 2026-01-01T00:00:00Z.")
            : new(
                DateTimeOffset.FromUnixTimeMilliseconds(from.ToUnixTimeMilliseconds()),
                new(input, Amount("price.output_per_mtok", price.OutputPerMtok), price.CachedInputPerMtok is { } cached ? Amount("price.cached_input_per_mtok", cached) : input));
    }

    public static RefusedException NoPrice() => Invalid(
        "price",
        "A model without a price would be used for nothing in every budget. Give price with input_per_mtok and output_per_mtok, in force now; for a free or self-hosted model give both as \"0\".");

    public static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));

    private static ModelAbilities Ability(string? name) => AbilityNames.Contains(name)
        ? Enum.Parse<ModelAbilities>(name!, ignoreCase: true)
        : throw Invalid("abilities", $"An ability is one of {string.Join(", ", AbilityNames)}.");

    private static decimal Amount(string field, string text) =>
        !Money.TryParse(text, out var amount) ? throw Invalid(field, "A price is a decimal string with at most six decimals, such as \"2.50\".")
        : amount < Money.Zero ? throw Invalid(field, "A price is not negative; a model that costs nothing has \"0\".")
        : amount.ToDecimal() > MostPerMtok ? throw Invalid(
            field, string.Create(CultureInfo.InvariantCulture, $"A million tokens cost at most {MostPerMtok:0} here. Is this the price of more than a million?"))
        : amount.ToDecimal();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:/\-]{0,99}\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[A-Za-z0-9._\-]{1,60}\z")]
    private static partial Regex RegionForm();
}
