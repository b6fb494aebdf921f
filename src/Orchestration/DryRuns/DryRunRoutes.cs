using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Safety;
using DryRunId = Parley.Kernel.Id<Parley.Orchestration.DryRunIds.DryRun>;
using PolicyId = Parley.Kernel.Id<Parley.Safety.SafetyIds.Policy>;

namespace Parley.Orchestration;

/// <summary>What is tried, and on what.</summary>
/// <param name="From">From when on; left out, seven days before the end.</param>
/// <param name="To">Until when; left out, now.</param>
/// <param name="Policy">A policy that is not saved yet; left out, the one that is kept.</param>
/// <param name="Source"><c>user</c> for what people wrote, <c>output</c> for the answers; left out, both.</param>
public sealed record DryRunRequest(DateTimeOffset? From = null, DateTimeOffset? To = null, PolicyInput? Policy = null, string? Source = null);

/// <summary>/v1/policies/{id}/dry-run — what would have been blocked last week.</summary>
internal static class DryRunRoutes
{
    private const int MostListed = 50;
    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/policies/{id}/dry-run", StartAsync).WithSummary("Try a safety policy on the messages of some days").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/policies/{id}/dry-runs", ListAsync).WithSummary("List the dry runs of a safety policy").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapGet("/policies/{id}/dry-runs/{run}", ShowAsync).WithSummary("Show a dry run and its report").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPost("/policies/{id}/dry-runs/{run}/cancel", CancelAsync).WithSummary("Cancel a dry run").Allow(Scopes.SafetyAdmin, Role.Admin);
    }

    internal static async Task<Accepted<DryRunView>> StartAsync(
        PolicyId id, DryRunRequest request, TenantScope tenant, Actor actor, [FromServices] PolicyTrials trials, [FromServices] DryRunStore runs,
        [FromServices] TenantMessages messages, [FromServices] TimeProvider time, CancellationToken cancellationToken)
    {
        var to = request.To?.ToUniversalTime() ?? time.GetUtcNow();
        var from = request.From?.ToUniversalTime() ?? (to - DateTimeOffset.MinValue > Usual ? to - Usual : DateTimeOffset.MinValue);
        if (from >= to)
        {
            throw Invalid("from", $"It is {from:O} and not before the end, {to:O}; give an earlier time.");
        }

        if (to - from > Longest)
        {
            throw Invalid("from", $"That are more than {Longest.Days} days; try the policy on fewer of them.");
        }

        var source = request.Source is null or "user" or "output" ? request.Source : throw Invalid("source", "It is user or output, or left out for both.");
        var settings = new DryRunSettings(await trials.PrepareAsync(tenant, id, request.Policy, cancellationToken), from, to, source);
        var total = await messages.CountAsync(tenant, TenantMessages.From(from), TenantMessages.From(to), settings.Roles, WorkOnDryRun.Most, cancellationToken);
        var run = await runs.AddAsync(tenant, actor, id, settings, total, cancellationToken);
        return TypedResults.Accepted($"/v1/policies/{id}/dry-runs/{run}", DryRunView.Of(await FindAsync(tenant, id, run, runs, cancellationToken), null));
    }

    internal static async Task<Ok<DryRunList>> ListAsync(
        PolicyId id, TenantScope tenant, [FromServices] PolicyTrials trials, [FromServices] DryRunStore runs, CancellationToken cancellationToken)
    {
        await trials.MustBeAsync(tenant, id, cancellationToken);
        return TypedResults.Ok(new DryRunList([.. (await runs.ListAsync(tenant, id, MostListed, cancellationToken)).Select(run => DryRunView.Of(run, null))], null));
    }

    internal static async Task<Ok<DryRunView>> ShowAsync(
        PolicyId id, DryRunId run, TenantScope tenant, Actor reader, [FromServices] DryRunStore runs, [FromServices] TenantMessages messages, [FromServices] AuditTrail audit,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(tenant, id, run, runs, cancellationToken);
        var examples = found.Report.Changed.Concat(found.Report.Alike).Select(one => one.MessageId).ToList();

        // The texts are read anew each time: what is erased meanwhile is not shown any more. While it is under way there are none, for it is asked after again and again.
        if (!found.IsOver || examples.Count == 0)
        {
            return TypedResults.Ok(DryRunView.Of(found, null));
        }

        var texts = await messages.FindAsync(tenant, examples, cancellationToken);
        await audit.RecordAsync(tenant, reader, DryRunStore.Read, id.Value, [("run", run.Value), ("examples", $"{texts.Count}")], cancellationToken);
        return TypedResults.Ok(DryRunView.Of(found, texts));
    }

    internal static async Task<Ok<DryRunView>> CancelAsync(
        PolicyId id, DryRunId run, TenantScope tenant, [FromServices] DryRunStore runs, CancellationToken cancellationToken)
    {
        await FindAsync(tenant, id, run, runs, cancellationToken);
        await runs.CancelAsync(tenant, run, cancellationToken);
        return TypedResults.Ok(DryRunView.Of(await FindAsync(tenant, id, run, runs, cancellationToken), null));
    }

    private static async Task<DryRun> FindAsync(TenantScope tenant, PolicyId policy, DryRunId id, DryRunStore runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(tenant, id, cancellationToken) is { } found && found.Policy == policy ? found : throw new RefusedException(Refusal.NotFound("dry run"));

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
