using Parley.Accounts;

namespace Parley.Safety;

/// <summary>Whether a refusal can be appealed, and what came of it.</summary>
/// <param name="State"><c>possible</c>, <c>open</c> or <c>decided</c>.</param>
/// <param name="Reason">What its sender said; null when they said nothing.</param>
/// <param name="Outcome"><c>allow</c> or <c>block</c>; null before it is decided.</param>
/// <param name="Reply">What the reviewer says to the sender; null for nothing.</param>
public sealed record AppealView(
    TurnId TurnId, string State, string? Reason, DateTimeOffset? AppealedAt, string? Outcome, string? Reply, DateTimeOffset? DecidedAt);

/// <summary>What those whose turn was refused can do about it.</summary>
internal sealed class Appeals(TenantDatabase database, Sealer sealer, AuditTrail audit, TimeProvider time)
{
    /// <exception cref="RefusedException">Nothing of this subject's was refused in such a turn.</exception>
    public async Task<AppealView> FindAsync(TenantScope tenant, SubjectId subject, TurnId turn, CancellationToken cancellationToken)
    {
        ReviewRow row;
        SealedParts? parts;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            row = await FindAsync(connection, subject, turn) ?? throw NotFound();
            parts = await connection.QuerySingleOrDefaultAsync<SealedParts>(
                $"select {SealedParts.Columns} from reviews where tenant_id = @tenant and id = @Id", new { row.Id });
        }

        var opened = OpenedReview.Of(row, parts ?? throw NotFound(), await sealer.KeyAsync(tenant.Id, row.Owner, cancellationToken));
        return new(
            turn, row.State == "automatic" ? "possible" : row.State, opened.Appeal, ReviewView.At(row.AppealedAt), row.Decision, opened.Verdict?.Reply, ReviewView.At(row.DecidedAt));
    }

    /// <summary>Asks that a person look at a refusal; it then stands in the queue. Once for each turn.</summary>
    /// <exception cref="RefusedException">Nothing of this subject's was refused in such a turn, or it was appealed or decided already.</exception>
    public async Task<AppealView> FileAsync(TenantScope tenant, SubjectId subject, TurnId turn, string reason, Actor actor, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, subject.Value, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                var row = await FindAsync(connection, subject, turn) ?? throw NotFound();
                var filed = await connection.ExecuteAsync(
                    "update reviews set state = 'open', appealed_at = @now, appeal = @appeal where tenant_id = @tenant and id = @Id and state = 'automatic'",
                    new { row.Id, now = time.GetUtcNow().ToUnixTimeMilliseconds(), appeal = key.Seal(ReviewStore.Table, $"{row.Id}/appeal", reason) });
                if (filed == 0)
                {
                    throw new RefusedException(row.AppealedAt is null
                        ? new(409, "already_decided", "A person has decided about this already.")
                        : new(409, "already_appealed", "This was appealed already; there is one appeal for each refusal."));
                }

                await audit.WriteAsync(connection, actor, ReviewActions.Appealed, row.Id, ("turn", turn.Value));
            },
            Durability.Full,
            cancellationToken);
        return await FindAsync(tenant, subject, turn, cancellationToken);
    }

    private static RefusedException NotFound() => new(Refusal.NotFound("refused turn"));

    // What passed and is only looked at afterwards was not refused.
    private static Task<ReviewRow?> FindAsync(TenantConnection connection, SubjectId subject, TurnId turn) => connection.QuerySingleOrDefaultAsync<ReviewRow>(
        $"select {ReviewRow.Columns} from reviews where tenant_id = @tenant and turn_id = @turn and subject_id = @subject and action <> 'review'",
        new { turn = turn.Value, subject = subject.Value });
}
