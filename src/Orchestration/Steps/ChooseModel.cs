using System.Text.Json;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>Settles which deployment answers and with which knobs, and says so: the first event of every turn.</summary>
internal sealed class ChooseModel(ModelCatalogue catalogue) : ITurnStep
{
    public string Name => "choose";

    public Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        Settle(turn, turn.Options.Model);
        var started = new TurnStarted(
            turn.Id, turn.Conversation, turn.UserMessage, turn.AssistantMessage, turn.Deployment!.Name, turn.Knobs!.Knobs, turn.Knobs.Adjusted);
        return Task.FromResult(new StepResult(
            JsonSerializer.SerializeToUtf8Bytes(new Outcome(turn.Deployment.Name)), [.. turn.Draft.IsStarted ? [] : (TurnEvent[])[started], .. Understand.Told(turn)]));
    }

    public Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        var name = outcome.Deserialize<Outcome>()!.Deployment;
        Settle(turn, catalogue.ListFor(turn.Tenant).Any(deployment => deployment.Name == name) ? name : turn.Options.Model);
        return Task.FromResult<Ending?>(null);
    }

    private void Settle(Turn turn, string? model)
    {
        turn.Deployment = catalogue.Choose(turn.Tenant, model);
        turn.Knobs = KnobPolicy.Resolve(turn.Options.ToKnobRequest() with { Understood = turn.SureTask }, turn.UserText, turn.Deployment);
    }

    private sealed record Outcome(string Deployment);
}
