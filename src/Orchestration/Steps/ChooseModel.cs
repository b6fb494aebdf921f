using System.Text.Json;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>Settles which deployment answers and with which knobs, and says so: the first event of every turn.</summary>
internal sealed class ChooseModel(ModelCatalogue catalogue, PromptMeasure measure) : ITurnStep
{
    public string Name => "choose";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        await SettleAsync(turn, null, cancellationToken);
        var started = new TurnStarted(
            turn.Id, turn.Conversation, turn.UserMessage, turn.AssistantMessage, turn.Deployment!.Name, turn.Knobs!.Knobs, turn.Knobs.Adjusted);
        return new(
            JsonSerializer.SerializeToUtf8Bytes(new Outcome(turn.Deployment.Name) { Arm = turn.Arm, ContextTokens = turn.ContextTokens }),
            [.. turn.Draft.IsStarted ? [] : (TurnEvent[])[started], .. Understand.Told(turn)]);
    }

    public async Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        await SettleAsync(turn, outcome.Deserialize<Outcome>()!, cancellationToken);
        return null;
    }

    /// <param name="before">What an earlier run chose; its deployment goes on where it is still there.</param>
    private async Task SettleAsync(Turn turn, Outcome? before, CancellationToken cancellationToken)
    {
        var models = await catalogue.ForAsync(turn.Tenant, cancellationToken);
        var plan = (await PlanAsync(turn, models, cancellationToken)).Taking(turn.Options.Asks);
        turn.Plan = before is not null && models.Find(before.Deployment) is { } begun && Takes(turn, begun) ? plan.StartingWith(begun) : plan;
        turn.Arm = before is null ? plan.Arm : before.Arm;
        turn.ContextTokens = before?.ContextTokens ?? turn.ContextTokens;
        Ask(turn, turn.Plan.First);
    }

    /// <summary>What is sent is measured only where something depends on it: in full where a rule asks for it, else where there is a choice.</summary>
    private async Task<ModelPlan> PlanAsync(Turn turn, TenantModels models, CancellationToken cancellationToken)
    {
        var (named, tags) = (turn.Options.Model, turn.Options.AclTags);
        var asked = turn.Options.ToRouteQuestion(turn.Subject) with { Conversation = turn.Conversation.Value };
        asked = turn.Understanding?.ToRouteQuestion(asked) ?? asked;
        if (models.ReachOf(named, tags) is { AsksForSize: true, Widest: { } widest })
        {
            Ask(turn, widest);
            var all = await measure.OfAllAsync(turn, cancellationToken);
            turn.ContextTokens = all.Tokens;
            return models.Plan(named, asked with { ContextTokens = all.Tokens }, tags).For(all);
        }

        var plan = models.Plan(named, asked, tags);
        if (plan.Tiers is [[_]])
        {
            return plan;
        }

        Ask(turn, plan.First);
        return plan.For(await measure.OfLeastAsync(turn, cancellationToken));
    }

    private static bool Takes(Turn turn, Deployment deployment) => (turn.Options.Asks?.MissingAt(deployment) ?? ModelFields.None) == ModelFields.None;

    private static void Ask(Turn turn, Deployment deployment)
    {
        turn.Deployment = deployment;
        turn.Knobs = KnobPolicy.Resolve(turn.Options.ToKnobRequest() with { Understood = turn.SureTask }, turn.UserText, deployment);
    }

    private sealed record Outcome(string Deployment)
    {
        public ExperimentArm? Arm { get; init; }

        public long? ContextTokens { get; init; }
    }
}
