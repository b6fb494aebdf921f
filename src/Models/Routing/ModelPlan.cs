using Parley.Accounts;

namespace Parley.Models;

/// <summary>What a request's <c>model</c> stands for, for one caller and one question: where to ask, and in which order.</summary>
/// <param name="Name">The route or deployment that was asked for, or the default that stood in for it.</param>
/// <param name="Tiers">
/// Never empty, and no tier is. Among the deployments of the first the balancer chooses; each further tier is asked when the one before
/// it failed. A deployment stands in one tier only.
/// </param>
public sealed record ModelPlan(string Name, IReadOnlyList<IReadOnlyList<WeightedDeployment>> Tiers)
{
    /// <summary>The rule of the route that chose the first tier, counted from 1; null where none did.</summary>
    public int? Rule { get; init; }

    /// <summary>How one is chosen within a tier.</summary>
    public Balance Balance { get; init; }

    /// <summary>What the route says of answers that were given before.</summary>
    public RouteCache Cache { get; init; } = new();

    /// <summary>The rollout of the route, whether or not this question gets the new deployment; null where none is under way.</summary>
    internal Rollout? Rollout { get; init; }

    /// <summary>The variant that this question gets of the route's experiment; null where none is under way.</summary>
    public ExperimentArm? Arm { get; init; }

    /// <summary>Whether the first tier is what the variant names; else it is answered as without the experiment.</summary>
    internal bool ArmLeads { get; init; }

    /// <summary>A plan of one deployment, without anything to fall back on.</summary>
    public static ModelPlan Of(Deployment deployment) => new(deployment.Name, [[new(deployment, 1)]]);

    /// <summary>The same plan with one deployment ahead of all others, such as the one that began the answer.</summary>
    public ModelPlan StartingWith(Deployment deployment) => Tiers[0] is [var only] && only.Deployment == deployment
        ? this
        : this with
        {
            Tiers =
            [
                [new(deployment, 1) { MaxCost = All.FirstOrDefault(one => one.Deployment == deployment)?.MaxCost }],
                .. Tiers.Select(tier => tier.Where(one => one.Deployment != deployment).ToList()).Where(tier => tier.Count > 0),
            ],
        };

    /// <summary>
    /// The same plan for a request of this size: what may cost too much for it, or cannot hold it, stands behind all that can take it. A prompt
    /// may turn out smaller than it was taken to be, so nothing is left out: see <see cref="CallFit"/>.
    /// </summary>
    public ModelPlan For(PromptSize size)
    {
        if (All.All(one => size.FitsInto(one.Deployment) && size.IsAffordableAt(one)))
        {
            return this;
        }

        // One that is too small says so at worst; one that costs too much is never asked.
        var tiers = Tiers.SelectMany(tier => tier.GroupBy(one => !size.IsAffordableAt(one) ? 2 : size.FitsInto(one.Deployment) ? 0 : 1))
            .OrderBy(group => group.Key).Select(IReadOnlyList<WeightedDeployment> (group) => [.. group]).ToList();
        return Led(tiers);
    }

    internal IEnumerable<WeightedDeployment> All => Tiers.SelectMany(tier => tier);

    /// <summary>The same plan with those deployments alone that take what is asked.</summary>
    /// <exception cref="RefusedException">None does.</exception>
    public ModelPlan Taking(ModelAsks? asks)
    {
        if (asks is null || asks.Fields == ModelFields.None)
        {
            return this;
        }

        List<IReadOnlyList<WeightedDeployment>> tiers =
            [.. Tiers.Select(tier => (IReadOnlyList<WeightedDeployment>)[.. tier.Where(one => asks.MissingAt(one.Deployment) == ModelFields.None)]).Where(tier => tier.Count > 0)];
        return tiers.Count > 0 ? Led(tiers) : throw asks.Refuse(First, asks.MissingAt(First));
    }

    // Where others than those that the rule or the variant chose answer first, what becomes of it says nothing of them.
    private ModelPlan Led(List<IReadOnlyList<WeightedDeployment>> tiers)
    {
        var isChosen = tiers[0].Any(one => Tiers[0].Any(chosen => chosen.Deployment == one.Deployment));
        return this with { Tiers = tiers, Rule = isChosen ? Rule : null, Arm = isChosen || !ArmLeads ? Arm : null };
    }

    /// <summary>The deployment that is asked first where nothing speaks for another: prompts are cut for its context.</summary>
    public Deployment First => Tiers[0].MaxBy(one => one.Weight)!.Deployment;
}

/// <summary>A deployment and the part of the traffic that it gets beside the others of its tier.</summary>
/// <param name="Weight">Above zero; only its ratio to the others counts.</param>
public sealed record WeightedDeployment(Deployment Deployment, double Weight)
{
    /// <summary>What one call of it may cost at most; null for no ceiling.</summary>
    public Money? MaxCost { get; init; }
}

/// <summary>What is known of a question when its route is chosen. What is null is not known, and no rule that asks for it applies.</summary>
public sealed record RouteQuestion
{
    /// <summary>The plan of the tenant, such as <c>enterprise</c>.</summary>
    public string? Plan { get; init; }

    /// <summary>What the writer wants: <c>question complaint transaction chitchat</c>.</summary>
    public string? Intent { get; init; }

    /// <summary>What the work is: <c>code legal finance writing question chitchat</c> ….</summary>
    public string? Task { get; init; }

    /// <summary>How much thought it asks for, 0 to 1.</summary>
    public double? Complexity { get; init; }

    /// <summary>ISO 639-1, such as <c>de</c>.</summary>
    public string? Language { get; init; }

    /// <summary><c>text</c>, or <c>image</c> where one is among what is sent.</summary>
    public string? Modality { get; init; }

    /// <summary>Estimated tokens of the prompt.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>Whose the question is: sticky choices, such as a gradual rollout, hold to it.</summary>
    public string? Sticky { get; init; }

    /// <summary>In which conversation it is asked.</summary>
    public string? Conversation { get; init; }
}
