using System.Text.Json;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>Settles which deployment answers and with which knobs, and says so: the first event of every turn.</summary>
internal sealed class ChooseModel(ModelCatalogue catalogue) : ITurnStep
{
    public string Name => "choose";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        await SettleAsync(turn, null, cancellationToken);
        var started = new TurnStarted(
            turn.Id, turn.Conversation, turn.UserMessage, turn.AssistantMessage, turn.Deployment!.Name, turn.Knobs!.Knobs, turn.Knobs.Adjusted);
        return new(
            JsonSerializer.SerializeToUtf8Bytes(new Outcome(turn.Deployment.Name)), [.. turn.Draft.IsStarted ? [] : (TurnEvent[])[started], .. Understand.Told(turn)]);
    }

    public async Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        await SettleAsync(turn, outcome.Deserialize<Outcome>()!.Deployment, cancellationToken);
        return null;
    }

    /// <param name="begunBy">The deployment that an earlier run chose; it goes on where it is still there.</param>
    private async Task SettleAsync(Turn turn, string? begunBy, CancellationToken cancellationToken)
    {
        var models = await catalogue.ForAsync(turn.Tenant, cancellationToken);
        var asked = turn.Options.ToRouteQuestion(turn.Subject);
        var plan = models.Plan(turn.Options.Model, turn.Understanding?.ToRouteQuestion(asked) ?? asked, turn.Options.AclTags)
            .Taking(turn.Options.Asks);
        turn.Plan = begunBy is not null && models.Find(begunBy) is { } begun && (turn.Options.Asks?.MissingAt(begun) ?? ModelFields.None) == ModelFields.None ? plan.StartingWith(begun) : plan;
        turn.Deployment = turn.Plan.First;
        turn.Knobs = KnobPolicy.Resolve(turn.Options.ToKnobRequest() with { Understood = turn.SureTask }, turn.UserText, turn.Deployment);
    }

    private sealed record Outcome(string Deployment);
}
