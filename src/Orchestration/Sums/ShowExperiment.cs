using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>GET /v1/routes/{name}/experiment — what came of each variant of a route's experiment.</summary>
internal static class ShowExperiment
{
    /// <param name="By"><c>user</c> or <c>conversation</c>: what keeps to its variant.</param>
    /// <param name="Variants">Those of the route in their order, then those that it had before under the same name.</param>
    public sealed record Answer(string Name, string By, IReadOnlyList<VariantFigures> Variants);

    /// <param name="Weight">Null for one that the route has no more.</param>
    /// <param name="Requests">Messages that got this variant, however they ended.</param>
    /// <param name="Errors">Those of them that got no answer.</param>
    /// <param name="Cancelled">Those that somebody stopped.</param>
    /// <param name="Reused">Those that were answered as before, without a model.</param>
    /// <param name="FailedAttempts">Attempts of models that failed, also where another answered in their place.</param>
    /// <param name="MsToFirstToken">On average, failed attempts before it included; null before the first.</param>
    /// <param name="Ms">On average from the message to the end of its answer; null before the first.</param>
    public sealed record VariantFigures(
        string Name, double? Weight, long Requests, long Errors, long Cancelled, long Reused, long FailedAttempts, double? MsToFirstToken, double? Ms,
        long InputTokens, long OutputTokens, Money Cost);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/routes/{name}/experiment", HandleAsync).WithSummary("What came of the variants of a route's experiment").Allow(Scopes.ModelsAdmin, Role.Admin);

    internal static async Task<Ok<Answer>> HandleAsync(
        string name, TenantScope tenant, ModelCatalogue catalogue, ExperimentSums sums, CancellationToken cancellationToken)
    {
        var route = (await catalogue.ForAsync(tenant, cancellationToken)).FindRoute(Uri.UnescapeDataString(name)) ?? throw new RefusedException(Refusal.NotFound("route"));
        var experiment = route.Experiment ?? throw new RefusedException(Refusal.NotFound("experiment"));
        var found = await sums.ReadAsync(tenant, experiment.Name, cancellationToken);
        var now = experiment.Variants.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        return TypedResults.Ok(new Answer(
            experiment.Name, experiment.By,
            [
                .. experiment.Variants.Select(one => View(found.GetValueOrDefault(one.Name) ?? VariantSum.None(one.Name), one.Weight)),
                .. found.Values.Where(one => !now.Contains(one.Variant)).OrderBy(one => one.Variant, StringComparer.Ordinal).Select(one => View(one, null)),
            ]));
    }

    private static VariantFigures View(VariantSum sum, double? weight) => new(
        sum.Variant, weight, sum.Requests, sum.Errors, sum.Cancelled, sum.Reused, sum.FailedAttempts, Mean(sum.FirstTokenMs, sum.Timed), Mean(sum.TookMs, sum.Completed),
        sum.InputTokens, sum.OutputTokens, new(sum.Cost));

    private static double? Mean(long sum, long count) => count == 0 ? null : Math.Round((double)sum / count, 1);
}
