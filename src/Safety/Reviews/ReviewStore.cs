using Parley.Accounts;

namespace Parley.Safety;

/// <summary>What the audit trail tells of reviews.</summary>
internal static class ReviewActions
{
    public const string Read = "review.read";
    public const string Claimed = "review.claimed";
    public const string Decided = "review.decided";
    public const string Appealed = "review.appealed";
}

/// <summary>Which reviews are asked for; null for any.</summary>
internal sealed record ReviewFilter(string? State = null, string? Guard = null, string? Kind = null, string? Source = null, string? Action = null);

/// <summary>The reviews of a tenant, for those who decide them.</summary>
internal sealed class ReviewStore(TenantDatabase database, Sealer sealer, AuditTrail audit, AuditNames names, TimeProvider time)
{
    public const string Table = "reviews";

    /// <summary>How long somebody who looks at a case keeps others from it.</summary>
    public static readonly TimeSpan Claim = TimeSpan.FromMinutes(15);

    public async Task<SafetyPage<ReviewRow>> ListAsync(TenantScope tenant, ReviewFilter filter, SafetyPaging paging, CancellationToken cancellationToken)
    {
        var sql =
            $"""
            select {ReviewRow.Columns} from reviews where tenant_id = @tenant {paging.AndBelow} {SafetyPaging.And("state", filter.State)}
                {SafetyPaging.And("guard", filter.Guard)} {SafetyPaging.And("kind", filter.Kind)} {SafetyPaging.And("source", filter.Source)}
                {SafetyPaging.And("action", filter.Action)}
            order by id desc limit @most
            """;
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<ReviewRow>(
            sql,
            new { paging.Before, state = filter.State, guard = filter.Guard, kind = filter.Kind, source = filter.Source, action = filter.Action, most = paging.Limit + 1 });
        return paging.Page(rows, row => row.Id, row => row);
    }

    /// <exception cref="RefusedException">There is no such review.</exception>
    public async Task<ReviewRow> FindAsync(TenantScope tenant, ReviewId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await FindAsync(connection, id) ?? throw NotFound();
    }

    /// <summary>A review with its texts; to read them is told in the audit trail.</summary>
    /// <param name="reader">Null when it is the house that reads.</param>
    /// <exception cref="RefusedException">There is no such review.</exception>
    public async Task<OpenedReview> OpenAsync(TenantScope tenant, ReviewId id, Actor? reader, CancellationToken cancellationToken)
    {
        ReviewRow row;
        SealedParts? parts;
        IReadOnlyList<PassageRow> passages;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            row = await FindAsync(connection, id) ?? throw NotFound();
            parts = await connection.QuerySingleOrDefaultAsync<SealedParts>($"select {SealedParts.Columns} from reviews where tenant_id = @tenant and id = @id", new { id = id.Value });
            passages = await ReviewPassages.ReadAsync(connection, id.Value);
        }

        var key = await sealer.KeyAsync(tenant.Id, row.Owner, cancellationToken);
        var opened = OpenedReview.Of(row, parts ?? throw NotFound(), key).With(passages, key);
        if (reader is not null)
        {
            await audit.RecordAsync(tenant, reader, ReviewActions.Read, id.Value, [("turn", row.TurnId)], cancellationToken);
        }

        return opened;
    }

    /// <summary>Says that somebody looks at a case now, so that others take another.</summary>
    /// <exception cref="RefusedException">There is no such review, it is decided, or somebody else looks at it.</exception>
    public async Task<ReviewRow> ClaimAsync(TenantScope tenant, ReviewId id, Actor actor, CancellationToken cancellationToken)
    {
        var (now, by) = (time.GetUtcNow().ToUnixTimeMilliseconds(), Name(actor));
        var (found, won) = await database.WriteAsync(
            tenant,
            async connection =>
            {
                var claimed = await connection.ExecuteAsync(
                    """
                    update reviews set claimed_by = @by, claimed_at = @now
                    where tenant_id = @tenant and id = @id and state <> 'decided' and (claimed_by is null or claimed_by = @by or claimed_at <= @lapsed)
                    """,
                    new { id = id.Value, by, now, lapsed = now - (long)Claim.TotalMilliseconds });
                if (claimed == 1)
                {
                    await audit.WriteAsync(connection, actor, ReviewActions.Claimed, id.Value);
                }

                return (await FindAsync(connection, id), claimed == 1);
            },
            Durability.Full,
            cancellationToken);
        var row = found ?? throw NotFound();
        return won ? row : throw (row.State == "decided" ? await DecidedAsync(tenant, row, cancellationToken) : await TakenAsync(tenant, row, cancellationToken));
    }

    public static Task<ReviewRow?> FindAsync(TenantConnection connection, ReviewId id) =>
        connection.QuerySingleOrDefaultAsync<ReviewRow>($"select {ReviewRow.Columns} from reviews where tenant_id = @tenant and id = @id", new { id = id.Value });

    public static RefusedException NotFound() => new(Refusal.NotFound("review"));

    /// <summary>Who did something, as the rows name them.</summary>
    public static string Name(Actor actor) => actor.Id ?? actor.Kind;

    /// <summary>Says who was first.</summary>
    public async Task<RefusedException> DecidedAsync(TenantScope tenant, ReviewRow row, CancellationToken cancellationToken)
    {
        var who = await NameAsync(tenant, row.DecidedBy!, cancellationToken);
        return new(new(409, "already_decided", $"{who} has decided this case already: {row.Decision}.")
        {
            Extensions = new Dictionary<string, object?> { ["decided_by"] = row.DecidedBy, ["decided_by_name"] = who, ["decision"] = row.Decision },
        });
    }

    private async Task<RefusedException> TakenAsync(TenantScope tenant, ReviewRow row, CancellationToken cancellationToken)
    {
        var who = await NameAsync(tenant, row.ClaimedBy!, cancellationToken);
        return new(new(409, "already_claimed", $"{who} looks at this case. Take another, or wait until {Claim.TotalMinutes:0} minutes have passed without a decision.")
        {
            Extensions = new Dictionary<string, object?> { ["claimed_by"] = row.ClaimedBy, ["claimed_by_name"] = who },
        });
    }

    private async Task<string> NameAsync(TenantScope tenant, string id, CancellationToken cancellationToken) =>
        (await names.FindAsync(tenant, [id], cancellationToken)).GetValueOrDefault(id, id);
}
