using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Orchestration;

/// <summary>GET and DELETE /v1/answer-cache — which answers of the tenant are kept to be given again, and what that saved; and forgets them.</summary>
internal static class ShownCache
{
    /// <param name="LifetimeS">Seconds for which an answer is given again.</param>
    /// <param name="Shared">What the database keeps for all nodes; null where it keeps nothing.</param>
    /// <param name="Memory">What the node that answers keeps beside it.</param>
    public sealed record Answer(double LifetimeS, Kind Exact, Kind Semantic, Kept? Shared, Held Memory);

    /// <param name="Enabled">What the setting says; a route may have another word for its turns.</param>
    /// <param name="Since">When the first was counted; null before it.</param>
    /// <param name="Hits">Answers that were given again.</param>
    /// <param name="Misses">Questions for which there was none.</param>
    /// <param name="Priced">Of the hits, those of which it is known what they saved.</param>
    /// <param name="SavedCost">What the model asked for them the first time.</param>
    public sealed record Kind(bool Enabled, DateTimeOffset? Since, long Hits, long Misses, long Priced, long SavedInputTokens, long SavedOutputTokens, Money SavedCost);

    /// <param name="Similar">Those of them that a question may get that means the same.</param>
    /// <param name="OldestAt">Null when there is none.</param>
    public sealed record Kept(long Entries, long Similar, DateTimeOffset? OldestAt, DateTimeOffset? NewestAt);

    /// <param name="Bytes">What they take, about.</param>
    public sealed record Held(long Entries, long Bytes);

    /// <param name="Entries">How many the database kept.</param>
    public sealed record Emptied(long Entries);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/answer-cache", ShowAsync).WithSummary("Show the answers that are kept to be given again").Allow(Scopes.ModelsAdmin, Role.Admin);
        routes.MapDelete("/answer-cache", EmptyAsync).WithSummary("Forget the answers that are kept to be given again").Allow(Scopes.ModelsAdmin, Role.Admin);
    }

    internal static async Task<Ok<Answer>> ShowAsync(
        TenantScope tenant, CacheSums sums, DatabaseAnswers shared, MemoryAnswers memory, IOptions<AnswerCacheOptions> options, CancellationToken cancellationToken)
    {
        var found = await sums.ReadAsync(tenant, cancellationToken);
        var (entries, bytes) = memory.Of(tenant.Id);
        return TypedResults.Ok(new Answer(
            options.Value.Lifetime.TotalSeconds,
            View(options.Value.Exact, found.GetValueOrDefault(CacheSums.Exact)),
            View(options.Value.Semantic, found.GetValueOrDefault(CacheSums.Semantic)),
            options.Value.Shared ? await shared.CountAsync(tenant, cancellationToken) : null,
            new(entries, bytes)));
    }

    internal static async Task<Ok<Emptied>> EmptyAsync(TenantScope tenant, Actor actor, DatabaseAnswers shared, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Emptied(await shared.EmptyAsync(tenant, actor, cancellationToken)));

    private static Kind View(bool enabled, CacheSum? sum) => new(
        enabled, sum is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(sum.Since), sum?.Hits ?? 0, sum?.Misses ?? 0, sum?.Priced ?? 0, sum?.InputTokens ?? 0,
        sum?.OutputTokens ?? 0, new(sum?.Cost ?? 0));
}
