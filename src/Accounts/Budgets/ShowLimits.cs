using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>GET /v1/limits — what the caller may use, and what is used of it.</summary>
internal static class ShowLimits
{
    /// <param name="Plan">The tenant's plan.</param>
    /// <param name="Budgets">Those that the caller's messages fall under; the tenant's own only for its admins.</param>
    public sealed record Answer(string? Plan, Messages Messages, Requests Requests, Streams Streams, IReadOnlyList<BudgetView> Budgets);

    /// <param name="Limit">Of the UTC day; null for none.</param>
    public sealed record Messages(long? Limit, long Used, DateTimeOffset ResetsAt);

    /// <param name="PerMinute">Null for any number.</param>
    /// <param name="AtOnce">How many may come at the same time.</param>
    public sealed record Requests(long? PerMinute, long? AtOnce);

    /// <param name="Limit">Turns that may be answered at the same time; null for any number.</param>
    /// <param name="Open">How many of the caller's are being answered now.</param>
    public sealed record Streams(long? Limit, long Open);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/limits", HandleAsync).WithSummary("What the caller may use").Allow(scope: null);

    internal static async Task<Ok<Answer>> HandleAsync(
        Caller caller, TenantDatabase database, IOpenTurns turns, IOptions<LimitsOptions> options, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(caller.Tenant, cancellationToken);
        var terms = await PlanStore.TermsAsync(connection);
        var shares = (await BudgetBook.SharesAsync(connection, Payer.Of(caller.Subject, caller.Key, caller.AclTags), terms.Now))
            .Where(share => share.Budget.Kind != "tenant" || caller.Role >= Role.Admin).ToList();
        var plan = MessageQuota.PlanCounter(caller.Subject);
        var counted = await Counters.ReadAsync(connection, [plan, .. shares.Select(share => share.Counter)]);
        var day = Window.Of("day", terms.Now);
        var perMinute = terms.Allowance.RequestsPerMinute ?? options.Value.RequestsPerMinute;
        var streams = terms.Allowance.StreamsPerUser ?? options.Value.StreamsPerUser;
        var isLimited = perMinute > 0 && options.Value.RequestsPerMinute > 0;
        return TypedResults.Ok(new Answer(
            terms.Allowance.Plan,
            new(terms.Allowance.MessagesPerDay, counted.GetValueOrDefault(plan)?.In(day).Spent ?? 0, day.End),
            new(isLimited ? perMinute : null, isLimited ? new BucketShape(perMinute).Burst : null),
            new(streams == 0 ? null : streams, await turns.CountAsync(connection, caller.Subject)),
            [.. shares.Select(share => BudgetView.Of(share.Budget, counted.GetValueOrDefault(share.Counter), terms.Now))]));
    }
}
