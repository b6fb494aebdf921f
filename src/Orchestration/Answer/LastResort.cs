using Parley.Models;

namespace Parley.Orchestration;

/// <summary>What answers when no model of the plan did: the sentences of the documents that were found, and a word that they are only that.</summary>
internal sealed class LastResort(ModelGateway gateway, ModelCatalogue catalogue)
{
    /// <returns>Null where an honest failure is the better answer: text is shown already, the request is at fault, or there is nothing to quote.</returns>
    public ModelCall? For(Turn turn, ProviderException failure) =>
        turn is { Draft.Length: 0, Sources.Count: > 0, Plan.First.IsLanguageModel: true }
        && turn.Options is { Format: null or "text", Tools: null or { Count: 0 } }
        && failure.Kind is not (ProviderFailure.BadRequest or ProviderFailure.ContextTooLong)
            ? new(turn, gateway.For(catalogue.Extractive)) { IsLastResort = true }
            : null;
}
