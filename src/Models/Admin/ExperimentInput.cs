namespace Parley.Models;

/// <summary>What somebody says of an experiment.</summary>
/// <param name="Name">Its figures stand under it; another name begins anew.</param>
/// <param name="By"><c>user</c> or <c>conversation</c>: what keeps to its variant; without it <c>user</c>.</param>
/// <param name="Variants">2 to 10.</param>
public sealed record ExperimentInput(string? Name = null, string? By = null, IReadOnlyList<VariantInput>? Variants = null)
{
    private const int Most = 10;

    /// <exception cref="RefusedException">A field is missing or out of its range.</exception>
    internal Experiment Read()
    {
        var (variants, by) = (Variants ?? [], By ?? Experiment.ByUser);
        return by is not (Experiment.ByUser or Experiment.ByConversation)
                ? throw DeploymentRules.Invalid("experiment.by", "Say what keeps to its variant: user or conversation.")
            : variants.Count is < 2 or > Most || variants.Any(one => one is null)
                ? throw DeploymentRules.Invalid("experiment.variants", $"An experiment compares 2 to {Most} variants, each as an object with name, weight and use.")
            : variants.DistinctBy(one => one.Name, StringComparer.Ordinal).Count() < variants.Count
                ? throw DeploymentRules.Invalid("experiment.variants", "Give each variant a name of its own.")
            : variants.Count(one => one.Use is null) > 1
                ? throw DeploymentRules.Invalid("experiment.variants", "Two variants without use would both be the route as it is; give all but one of them deployments.")
            : new(ConditionInput.Word(Name ?? "", "experiment.name"), by, [.. variants.Select((one, at) => one.Read($"experiment.variants[{at}]"))]);
    }
}

/// <summary>What somebody says of a variant.</summary>
/// <param name="Weight">Above 0 up to 1000; without it 1.</param>
/// <param name="Use">The deployments that are asked first; left out, those that the rules choose.</param>
public sealed record VariantInput(string? Name = null, double? Weight = null, IReadOnlyList<TargetInput>? Use = null)
{
    private const double MostWeight = 1000;

    internal Variant Read(string field) => new(
        ConditionInput.Word(Name ?? "", $"{field}.name"),
        Weight is null or (> 0 and <= MostWeight) ? Weight ?? 1 : throw DeploymentRules.Invalid($"{field}.weight", $"A weight is above 0 and at most {MostWeight:0}."),
        Use is null ? null : TargetInput.Read(Use, $"{field}.use"));
}
