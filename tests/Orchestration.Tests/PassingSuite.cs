using Parley.Conversations;
using Parley.Storage;
using Parley.TestKit;

namespace Parley.Orchestration.Tests;

/// <summary>How conversations go that are not to be kept, on every database.</summary>
public abstract class PassingSuite(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    // At the begin of a minute, so that what is made now is made in one span.
    private readonly FakeTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Caller _caller = TurnHouse.Caller(subject: "sub_passing");
    private TurnHouse _house = null!;

    public async ValueTask InitializeAsync() => _house = await TurnHouse.OpenAsync(kind, works: false, time: _time);

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Those_that_begin_together_are_erased_by_one_job()
    {
        var made = await MakeAsync(45);
        var kept = await _house.StartAsync(_caller);
        Assert.Equal(1, await JobsAsync());

        _time.Advance(Keep);
        Assert.Equal(0, await WorkAsync());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await WorkAsync());

        Assert.Empty(await LeftAsync(made));
        Assert.NotNull(await _house.Conversations.FindAsync(_caller, kept, Never));
        Assert.Equal(0, await JobsAsync());
    }

    [Fact]
    public async Task One_that_was_used_since_stays_as_long_after_that()
    {
        var made = await MakeAsync(2);
        _time.Advance(TimeSpan.FromMinutes(30));
        await UseAsync(made[1]);

        _time.Advance(TimeSpan.FromMinutes(31));
        await WorkAsync();
        var afterTheJob = await LeftAsync(made);
        _time.Advance(TimeSpan.FromMinutes(29));
        await WorkAsync();

        Assert.Equal([made[1]], afterTheJob);
        Assert.Empty(await LeftAsync(made));
    }

    [Fact]
    public async Task Those_of_the_next_span_have_a_job_of_their_own_and_go_with_it()
    {
        var first = await MakeAsync(2);
        _time.Advance(TimeSpan.FromMinutes(1));
        var second = await MakeAsync(2);
        Assert.Equal(2, await JobsAsync());

        _time.Advance(Keep);
        await WorkAsync();
        Assert.Equal(second, await LeftAsync([.. first, .. second]));

        _time.Advance(TimeSpan.FromMinutes(1));
        await WorkAsync();
        Assert.Empty(await LeftAsync(second));
    }

    [Fact]
    public async Task One_that_is_written_after_the_job_of_its_span_goes_all_the_same()
    {
        await MakeAsync(1);
        await _house.Database.Tenants.WriteAsync(
            _caller.Tenant, connection => connection.ExecuteAsync("UPDATE sys_jobs SET state = 'done', due_at = NULL WHERE tenant_id = @tenant"));
        var late = await MakeAsync(1);

        _time.Advance(Keep);
        await WorkAsync();

        Assert.Empty(await LeftAsync(late));
    }

    private async Task<List<ConversationId>> MakeAsync(int count)
    {
        var made = new List<ConversationId>();
        for (var i = 0; i < count; i++)
        {
            made.Add((await _house.Get<PassingConversations>().CreateAsync(_caller, "", Never)).Id);
        }

        return made;
    }

    private Task<int> UseAsync(ConversationId conversation) => _house.Database.Tenants.WriteAsync(
        _caller.Tenant,
        connection => connection.ExecuteAsync(
            "UPDATE conversations SET updated_at = @now WHERE tenant_id = @tenant AND id = @id",
            new { id = conversation.Value, now = _time.GetUtcNow().ToUnixTimeMilliseconds() }));

    private async Task<List<ConversationId>> LeftAsync(IReadOnlyList<ConversationId> made)
    {
        var left = new List<ConversationId>();
        foreach (var id in made)
        {
            if (await _house.Conversations.FindAsync(_caller, id, Never) is not null)
            {
                left.Add(id);
            }
        }

        return left;
    }

    private async Task<int> WorkAsync() => await _house.Database.RunJobsAsync([.. _house.Get<IEnumerable<IJobHandler>>()]);

    private async Task<long> JobsAsync()
    {
        await using var connection = await _house.Database.Tenants.OpenAsync(_caller.Tenant);
        return await connection.ScalarAsync<long>("SELECT count(*) FROM sys_jobs WHERE tenant_id = @tenant AND state = 'queued' AND kind LIKE 'conversations.%'");
    }
}

public sealed class SqlitePassingTests() : PassingSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlPassingTests() : PassingSuite(DatabaseKind.PostgreSql);
