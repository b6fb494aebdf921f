using Parley.Accounts;

namespace Parley.Safety;

/// <summary>What came of a decision.</summary>
/// <param name="Policy">The policy that was changed with it; null for none.</param>
internal sealed record Decided(ReviewRow Row, PolicyId? Policy);

/// <summary>Decides cases: the decision, what it changes in the policy, what is learned from it and the audit of it stand in one transaction.</summary>
internal sealed class ReviewDecisions(
    TenantDatabase database, Sealer sealer, ReviewStore reviews, PolicyStore policies, TrainingSet training, AuditTrail audit, IEnumerable<IReviewNews> news, TimeProvider time)
{
    /// <exception cref="RefusedException">There is no such review; somebody was first, who is named; or the policy cannot be changed so.</exception>
    public async Task<Decided> DecideAsync(
        TenantScope tenant, ReviewId id, Verdict verdict, PolicyEffect? effect, Actor actor, CancellationToken cancellationToken)
    {
        var opened = await reviews.OpenAsync(tenant, id, reader: null, cancellationToken);
        if (opened.Row.State == "decided")
        {
            throw await reviews.DecidedAsync(tenant, opened.Row, cancellationToken);
        }

        var key = await sealer.KeyAsync(tenant.Id, opened.Row.Owner, cancellationToken);
        var policyKey = await policies.KeyAsync(tenant, cancellationToken);
        var change = effect is null ? null : await ChangeAsync(tenant, opened.Row, effect, cancellationToken);
        var decided = await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (await SettleAsync(connection, id, verdict, key, actor) == 0)
                {
                    return null;
                }

                if (change is { } to)
                {
                    await (to.Seen is { } seen
                        ? policies.ReplaceAsync(connection, policyKey, to.Id, to.Policy, seen, actor)
                        : policies.AddAsync(connection, policyKey, to.Id, to.Policy, actor));
                }

                await training.LearnAsync(connection, key, opened, verdict);
                await audit.WriteAsync(
                    connection, actor, ReviewActions.Decided, id.Value, ("decision", verdict.Decision), ("turn", opened.Row.TurnId), ("effect", effect?.Kind), ("policy", change?.Id.Value));
                if (opened.Row is { SubjectId: { } subject, ConversationId: { } conversation, TurnId: { } turn })
                {
                    foreach (var one in news)
                    {
                        await one.DecidedAsync(connection, new(subject), new(conversation), new(turn));
                    }
                }

                return await ReviewStore.FindAsync(connection, id);
            },
            Durability.Full,
            cancellationToken);
        return decided is not null
            ? new(decided, change?.Id)
            : throw await reviews.DecidedAsync(tenant, await reviews.FindAsync(tenant, id, cancellationToken), cancellationToken);
    }

    private Task<int> SettleAsync(TenantConnection connection, ReviewId id, Verdict verdict, DataKey key, Actor actor) => connection.ExecuteAsync(
        """
        update reviews set state = 'decided', decision = @Decision, decided_by = @by, decided_at = @now, verdict = @sealed
        where tenant_id = @tenant and id = @id and state <> 'decided'
        """,
        new
        {
            id = id.Value,
            verdict.Decision,
            by = ReviewStore.Name(actor),
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            @sealed = OpenedReview.Seal(verdict, id.Value, key),
        });

    // The policy that judged it; where that is gone the one for all, and where there is none a first one, made of the standard.
    private async Task<Change> ChangeAsync(TenantScope tenant, ReviewRow row, PolicyEffect effect, CancellationToken cancellationToken)
    {
        var all = await policies.ListAsync(tenant, cancellationToken);
        var kept = all.FirstOrDefault(one => one.Id.Value == row.PolicyId) ?? all.FirstOrDefault(one => one.Policy.Assistant is null);
        var before = kept?.Policy ?? Policy.Standard;
        var changed = effect.Apply(before);
        CaseRun.MustNotFailAnew(before, changed, cancellationToken);
        return new(kept?.Id ?? PolicyId.New(time), kept?.Version, changed);
    }

    private sealed record Change(PolicyId Id, long? Seen, Policy Policy);
}
