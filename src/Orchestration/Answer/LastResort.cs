using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Options;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>
/// What answers when no model of the plan did, and no earlier answer could be given again: a smaller model, then the sentences of the
/// documents that were found, with a word that they are only that. Where there is neither, the failure is told as it is.
/// </summary>
internal sealed class LastResort(AskInForm askInForm, ModelCatalogue catalogue, IOptions<FailoverOptions> options)
{
    /// <param name="ask">Asks the models of the plan, or gives an earlier answer again.</param>
    public async IAsyncEnumerable<TurnEvent> AnswerAsync(
        Turn turn, Func<CancellationToken, IAsyncEnumerable<TurnEvent>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Exception? first = null;
        Queue<ModelPlan> left = [];
        while (true)
        {
            Exception? failure = null;
            await using (var answer = ask(cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (failure is null)
                {
                    try
                    {
                        if (!await answer.MoveNextAsync())
                        {
                            yield break;
                        }
                    }
                    catch (Exception problem) when (problem is ProviderException or RefusedException)
                    {
                        failure = problem;
                        continue;
                    }

                    yield return answer.Current;
                }
            }

            // Before anybody looks at what is shown of the answer.
            yield return new AnswerBroken();
            if (first is null)
            {
                first = failure!;
                left = new(await PlansAsync(turn, first, cancellationToken));
            }

            if (!left.TryDequeue(out var plan))
            {
                ExceptionDispatchInfo.Throw(first);
            }

            (turn.Plan, turn.Deployment, turn.StandsIn, turn.IsResort) = (plan, plan.First, !plan.First.IsLanguageModel, true);
            ask = stop => askInForm.AskAsync(turn, stop);
        }
    }

    private async Task<IReadOnlyList<ModelPlan>> PlansAsync(Turn turn, Exception failure, CancellationToken cancellationToken)
    {
        // What was asked wrongly is wrong for all, a budget holds for all; and a tool that was called is not called again.
        if (failure is not ProviderException { Kind: not (ProviderFailure.BadRequest or ProviderFailure.ContextTooLong) } || turn.Plan is not { First.IsLanguageModel: true } plan || turn.Draft.Calls.Count > 0)
        {
            return [];
        }

        var models = await catalogue.ForAsync(turn.Tenant, cancellationToken);
        return [.. Smaller(turn, models, plan) is { } smaller ? [smaller] : Array.Empty<ModelPlan>(), .. CanQuote(turn) ? [ModelPlan.Of(catalogue.Extractive)] : Array.Empty<ModelPlan>()];
    }

    /// <returns>The route that the settings name, without what was asked already; null when there is none, or nothing is left of it.</returns>
    private ModelPlan? Smaller(Turn turn, TenantModels models, ModelPlan asked)
    {
        if (options.Value.SmallerModel is not { Length: > 0 } name || models.FindRoute(name) is null || asked.Name == name)
        {
            return null;
        }

        try
        {
            var known = asked.Tiers.SelectMany(tier => tier).Select(one => one.Deployment).ToHashSet();
            var plan = models.Plan(name, turn.Options.ToRouteQuestion(turn.Subject) with { ContextTokens = turn.ContextTokens }, turn.Options.AclTags)
                .Taking(turn.Options.Asks);
            List<IReadOnlyList<WeightedDeployment>> tiers =
                [.. plan.Tiers.Select(tier => (IReadOnlyList<WeightedDeployment>)[.. tier.Where(one => !known.Contains(one.Deployment))]).Where(tier => tier.Count > 0)];
            return tiers.Count == 0 ? null : plan with { Tiers = tiers };
        }
        catch (RefusedException)
        {
            // It is not open to this caller, does not take what was asked, or leads nowhere now.
            return null;
        }
    }

    // A quotation has no schema, calls no tool, follows on no other text, and is nothing that more can be asked of.
    private static bool CanQuote(Turn turn) =>
        turn is { Draft.Length: 0, Sources.Count: > 0 } && turn.Options is { Format: null or "text", Tools: null or { Count: 0 }, Asks: null or { Fields: ModelFields.None } };
}
