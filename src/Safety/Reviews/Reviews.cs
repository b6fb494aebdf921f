using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Parley.Safety;

/// <summary>Where what guards found is put down: each finding without a word of the text, and what somebody has to look at with its texts, sealed.</summary>
public sealed class Reviews
{
    private const int MostFindings = 50;

    private readonly PolicyBook _book;
    private readonly IOptions<FindingOptions> _options;
    private readonly TimeProvider _time;

    internal Reviews(PolicyBook book, IOptions<FindingOptions> options, TimeProvider time) => (_book, _options, _time) = (book, options, time);

    internal static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    /// <summary>Readies what is written about a case. The work grows with the number of findings and nothing else.</summary>
    /// <param name="key">Of the case's owner.</param>
    /// <returns>Work for the transaction that ends what was judged; null when nothing was found.</returns>
    public async ValueTask<Func<TenantConnection, Task>?> PrepareAsync(ReviewCase judged, DataKey key, CancellationToken cancellationToken)
    {
        if (judged.Findings.Count == 0)
        {
            return null;
        }

        var policy = (await _book.ForAsync(judged.Tenant, judged.Assistant, cancellationToken)).Policy;
        var now = _time.GetUtcNow();
        List<Statement> statements =
        [
            .. judged.Findings.GroupBy(one => (one.Guard, one.Kind, one.Action, one.Source)).Take(MostFindings)
                .Select(same => FindingRows.Add(judged.Turn, same.MaxBy(one => one.Score)!, same.Count(), Id<SafetyIds.Finding>.New(_time), now)),
            FindingRows.Forget(now.AddDays(-_options.Value.KeptDays)),
        ];
        if (judged.Findings.Where(one => one.IsForReview).OrderByDescending(one => one.Action).ThenByDescending(one => one.Score).FirstOrDefault() is { } gravest)
        {
            var id = ReviewId.New(_time).Value;
            statements.Add(ToRow(id, judged, gravest, policy, key, now.ToUnixTimeMilliseconds()));
            statements.AddRange(judged.Texts.Index().Where(one => one.Item.Document is not null)
                .Select(one => ReviewPassages.Add(id, one.Index, one.Item.Document!.Value, one.Item.Shortened(), key)));
        }

        return connection => connection.ExecuteAllAsync(statements);
    }

    /// <summary>Forgets what was to be looked at in turns, and what was learned from them. What was found is not forgotten: it has no word of them.</summary>
    public static async Task EraseAsync(TenantConnection connection, IReadOnlyList<TurnId> turns)
    {
        string[] ids = [.. turns.Select(turn => turn.Value)];
        await connection.ExecuteAsync(
            "delete from review_passages where tenant_id = @tenant and review_id in (select id from reviews where tenant_id = @tenant and turn_id in @ids)", new { ids });
        await connection.ExecuteAsync("delete from reviews where tenant_id = @tenant and turn_id in @ids", new { ids });
        await connection.ExecuteAsync("delete from training_examples where tenant_id = @tenant and turn_id in @ids", new { ids });
    }

    /// <summary>Forgets what documents have given to cases and examples; a case stays with its other texts.</summary>
    public static Task ForgetAsync(TenantConnection connection, IReadOnlyCollection<DocumentId> documents) =>
        documents.Count == 0 ? Task.CompletedTask : ReviewPassages.ForgetAsync(connection, [.. documents.Select(document => document.Value)]);

    private static Statement ToRow(string id, ReviewCase judged, ReviewFinding gravest, KeptPolicy? policy, DataKey key, long now)
    {
        var context = new ReviewContext([.. judged.Texts.Where(text => text.Document is null).Select(text => text.Shortened())], [.. judged.Findings.Take(MostFindings)]);
        return new(
            """
            insert into reviews (tenant_id, id, owner, subject_id, conversation_id, turn_id, message_id, document_id, state, action, guard, kind, source, score,
                policy_id, policy_version, context, created_at)
            values (@tenant, @id, @owner, @subject, @conversation, @turn, @message, @document, @state, @action, @guard, @kind, @source, @score,
                @policy, @version, @context, @now) on conflict do nothing
            """,
            new
            {
                id,
                owner = judged.Owner,
                subject = judged.Subject?.Value,
                conversation = judged.Conversation?.Value,
                turn = judged.Turn?.Value,
                message = judged.Message?.Value,
                document = judged.Document?.Value,
                state = gravest.Action == GuardAction.Review ? "open" : "automatic",
                action = FindingRows.Word(gravest.Action),
                guard = gravest.Guard,
                kind = gravest.Kind,
                source = gravest.Source,
                score = FindingRows.Thousandths(gravest.Score),
                policy = policy?.Id.Value,
                version = policy?.Version,
                context = key.Seal(ReviewStore.Table, $"{id}/context", JsonSerializer.SerializeToUtf8Bytes(context, Json)),
                now,
            });
    }
}
