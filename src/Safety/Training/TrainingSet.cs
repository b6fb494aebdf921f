using System.Text.Json;
using Parley.Accounts;

namespace Parley.Safety;

/// <summary>A text that somebody decided about, as an example to learn from.</summary>
/// <param name="Label"><c>allow</c> or <c>block</c>.</param>
/// <param name="Kinds">What it was suspected of; with <c>block</c>, what it is.</param>
/// <param name="Source"><c>user document tool output</c>.</param>
public sealed record TrainingExample(string Id, string Text, string Label, IReadOnlyList<string> Kinds, string Source, string ReviewId, DateTimeOffset CreatedAt);

/// <summary>What the audit trail tells of examples.</summary>
internal static class TrainingActions
{
    public const string Read = "training_set.read";
    public const string Switched = "training_set.switched";
    public const string Exported = "training_set.exported";
    public const string Deleted = "training_set.deleted";
}

/// <summary>
/// What a tenant's reviewers decided, kept as examples where the tenant wants that and not otherwise. A text is sealed with the key of whom it is from, and
/// goes with the turn that it stood in.
/// </summary>
internal sealed class TrainingSet(TenantDatabase database, Sealer sealer, AuditTrail audit, TimeProvider time)
{
    private const string Table = "training_examples";

    public async Task<bool> CollectsAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await CollectsAsync(connection);
    }

    /// <summary>Says whether decisions become examples from now on; what there is stays until it is deleted.</summary>
    public Task SwitchAsync(TenantScope tenant, bool collects, Actor actor, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            await connection.ExecuteAsync(
                """
                insert into training_settings (tenant_id, collects, changed_at) values (@tenant, @collects, @now)
                on conflict (tenant_id) do update set collects = excluded.collects, changed_at = excluded.changed_at
                """,
                new { collects = collects ? 1L : 0L, now = Now });
            await audit.WriteAsync(connection, actor, TrainingActions.Switched, null, ("collects", collects ? "true" : "false"));
        },
        Durability.Full,
        cancellationToken);

    /// <summary>Adds the text that a decision is about, in the transaction that decides; nothing where the tenant has not agreed, or it is not one whole text.</summary>
    public async Task LearnAsync(TenantConnection connection, DataKey key, OpenedReview review, Verdict verdict)
    {
        var row = review.Row;
        if (review.Context.Texts.Where(one => one.Source == row.Source).ToList() is not [{ IsCut: false, Text.Length: > 0 } text] || !await CollectsAsync(connection))
        {
            return;
        }

        if (row.Source == "document" && review.Context.Findings.Where(one => one.Source == row.Source).Select(one => one.Label).Distinct().Skip(1).Any())
        {
            // It was decided about several passages, of which the others are gone.
            return;
        }

        if (text.Document is { } document && !await ReviewPassages.HoldAsync(connection, row.Id, document.Value))
        {
            // It was deleted since the case was read.
            return;
        }

        var id = Id<SafetyIds.Example>.New(time).Value;
        var example = new SealedExample(text.Text, [.. review.Context.Findings.Where(one => one.Source == row.Source).Select(one => one.Kind).Distinct()]);
        await connection.ExecuteAsync(
            """
            insert into training_examples (tenant_id, id, review_id, owner, turn_id, label, source, example, created_at, document_id)
            values (@tenant, @id, @review, @Owner, @TurnId, @label, @Source, @example, @now, @document)
            """,
            new
            {
                id,
                review = row.Id,
                row.Owner,
                row.TurnId,
                label = verdict.Decision,
                row.Source,
                example = key.Seal(Table, id, JsonSerializer.SerializeToUtf8Bytes(example, Reviews.Json)),
                now = Now,
                document = text.Document?.Value,
            });
    }

    public async Task<SafetyPage<TrainingExample>> ListAsync(TenantScope tenant, SafetyPaging paging, CancellationToken cancellationToken)
    {
        IReadOnlyList<Row> rows;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            rows = await connection.QueryAsync<Row>(
                $"""
                select id as Id, review_id as ReviewId, owner as Owner, label as Label, source as Source, example as Example, created_at as CreatedAt
                from training_examples where tenant_id = @tenant {paging.AndBelow} order by id desc limit @most
                """,
                new { paging.Before, most = paging.Limit + 1 });
        }

        await sealer.LearnAsync(tenant.Id, rows.Select(row => row.Owner), cancellationToken);
        var page = paging.Page(rows, row => row.Id, row => row);
        var examples = new List<TrainingExample>();
        foreach (var row in page.Data)
        {
            if (await OpenAsync(tenant, row, cancellationToken) is { } example)
            {
                examples.Add(example);
            }
        }

        return new(examples, page.NextCursor);
    }

    /// <param name="id">Null for all of them.</param>
    /// <returns>How many there were.</returns>
    public Task<int> DeleteAsync(TenantScope tenant, string? id, Actor actor, CancellationToken cancellationToken) => database.WriteAsync(
        tenant,
        async connection =>
        {
            connection.OverwriteDeleted();
            var gone = await connection.ExecuteAsync($"delete from training_examples where tenant_id = @tenant {(id is null ? "" : "and id = @id")}", new { id });
            if (gone > 0)
            {
                await audit.WriteAsync(connection, actor, TrainingActions.Deleted, id, ("examples", $"{gone}"));
            }

            return gone;
        },
        Durability.Full,
        cancellationToken);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static async Task<bool> CollectsAsync(TenantConnection connection) =>
        await connection.ScalarAsync<long>("select collects from training_settings where tenant_id = @tenant") == 1;

    // Whose key is destroyed has taken the text along.
    private async Task<TrainingExample?> OpenAsync(TenantScope tenant, Row row, CancellationToken cancellationToken)
    {
        try
        {
            var key = await sealer.KeyAsync(tenant.Id, row.Owner, cancellationToken);
            var example = JsonSerializer.Deserialize<SealedExample>(key.OpenBytes(Table, row.Id, row.Example), Reviews.Json)!;
            return new(row.Id, example.Text, row.Label, example.Kinds, row.Source, row.ReviewId, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));
        }
        catch (KeyShreddedException)
        {
            return null;
        }
    }

    private sealed record SealedExample(string Text, IReadOnlyList<string> Kinds);

    private sealed record Row(string Id, string ReviewId, string Owner, string Label, string Source, byte[] Example, long CreatedAt);
}
