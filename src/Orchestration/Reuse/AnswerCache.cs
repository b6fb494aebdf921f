using Microsoft.Extensions.Options;
using Parley.Caching;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Finds answers that may be given again: in this node's memory, then in the database. None is found whose turn is gone.</summary>
internal sealed class AnswerCache(
    MemoryAnswers memory, DatabaseAnswers shared, TenantDatabase database, IOptions<AnswerCacheOptions> options, TimeProvider time)
{
    // A node that has just begun meets the rest with its next questions.
    private const int MostUnseen = 50;

    private IReadOnlyList<IAnswerStore> Stores => options.Value.Shared ? [memory, shared] : [memory];

    /// <param name="oldest">How old it may be.</param>
    public async Task<KeptAnswer?> FindAsync(TenantScope tenant, string key, TimeSpan oldest, CancellationToken cancellationToken)
    {
        foreach (var store in Stores)
        {
            if (await store.FindAsync(tenant, key, cancellationToken) is { } found && IsYoung(found, oldest) && await RememberAsync(store, found, cancellationToken))
            {
                return found;
            }
        }

        return null;
    }

    /// <param name="question">One that <see cref="Screening"/> lets pass.</param>
    public async Task<KeptAnswer?> FindSimilarAsync(
        TenantScope tenant, string scope, string question, TimeSpan oldest, CancellationToken cancellationToken)
    {
        var asked = new Question(question);
        var here = memory.InScope(tenant, scope);
        if (Nearest(asked, here, oldest) is { } near && await RememberAsync(memory, near, cancellationToken))
        {
            return near;
        }

        // What others kept, and this node has not seen: that alone is fetched and opened, and from then on it is here.
        if (!options.Value.Shared || await UnseenAsync(tenant, scope, cancellationToken) is not { Count: > 0 } unseen)
        {
            return null;
        }

        foreach (var answer in unseen)
        {
            await memory.KeepAsync(answer, cancellationToken);
        }

        var there = await ThereAsync(tenant, unseen, cancellationToken);
        foreach (var gone in unseen.Where(answer => !there.Contains(answer.Turn.Value)))
        {
            memory.Forget(gone.Turn);
        }

        return Nearest(asked, [.. here.ExceptBy(unseen.Select(one => one.Key), one => one.Key), .. unseen.Where(one => there.Contains(one.Turn.Value))], oldest) is { } found
            && await RememberAsync(memory, found, cancellationToken) ? found : null;
    }

    private KeptAnswer? Nearest(Question asked, IReadOnlyList<KeptAnswer> among, TimeSpan oldest)
    {
        var kept = among.Where(one => IsYoung(one, oldest)).ToDictionary(one => one.Key);
        return QuestionMatch.Find(asked, kept.Values.Select(one => new KeptQuestion(one.Key, one.Text.Question, one.Vector)), options.Value.Least) is { } match
            ? kept[match.Kept.Key]
            : null;
    }

    private async Task<IReadOnlyList<KeptAnswer>> UnseenAsync(TenantScope tenant, string scope, CancellationToken cancellationToken) =>
        memory.Missing(tenant, await shared.MarksAsync(tenant, scope, cancellationToken)) is { Count: > 0 } missing
            ? await shared.ReadAsync(tenant, [.. missing.Take(MostUnseen)], cancellationToken)
            : [];

    private async Task<HashSet<string>> ThereAsync(TenantScope tenant, IReadOnlyList<KeptAnswer> answers, CancellationToken cancellationToken)
    {
        string[] turns = [.. answers.Select(answer => answer.Turn.Value)];
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return [.. await connection.QueryAsync<string>("SELECT id FROM turns WHERE tenant_id = @tenant AND id IN @turns AND request IS NOT NULL", new { turns })];
    }

    public async Task KeepAsync(KeptAnswer answer, CancellationToken cancellationToken)
    {
        if (await RememberAsync(null, answer, cancellationToken) && options.Value.Shared)
        {
            await shared.KeepAsync(answer, cancellationToken);
        }
    }

    private bool IsYoung(KeptAnswer answer, TimeSpan oldest) => time.GetUtcNow() - answer.At <= oldest;

    /// <summary>Whether the turn of an answer is there. Memory learns of an erasure a moment later than the database.</summary>
    public async Task<bool> IsThereAsync(TenantScope tenant, KeptAnswer answer, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<long>(
            "SELECT count(*) FROM turns WHERE tenant_id = @tenant AND id = @turn AND request IS NOT NULL", new { turn = answer.Turn.Value }) == 1;
    }

    // Looked up when it stands in memory: from then on the word of an erasure finds it there, and one before is seen here.
    private async Task<bool> RememberAsync(IAnswerStore? from, KeptAnswer answer, CancellationToken cancellationToken)
    {
        var isThere = false;
        try
        {
            if (!ReferenceEquals(from, memory))
            {
                await memory.KeepAsync(answer, cancellationToken);
            }

            return isThere = await IsThereAsync(new(answer.Tenant), answer, cancellationToken);
        }
        finally
        {
            if (!isThere)
            {
                memory.Forget(answer.Turn);
            }
        }
    }
}
