using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>How conversations go that are not to be kept, on every database.</summary>
public abstract class PassingSuite(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTime _time = new();
    private readonly Stubborn _stubborn = new();
    private readonly Caller _caller = TurnHouse.Caller(subject: "sub_passing");
    private TurnHouse _house = null!;

    public async ValueTask InitializeAsync() => _house = await TurnHouse.OpenAsync(
        kind, works: false, time: _time, also: services => services.AddSingleton<IConversationErasure>(_stubborn));

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

        _time.Advance(Keep + Minute);
        Assert.Equal(0, await WorkAsync());
        _time.Advance(Minute);
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

        _time.Advance(TimeSpan.FromMinutes(32));
        await WorkAsync();
        var afterTheJob = await LeftAsync(made);
        _time.Advance(TimeSpan.FromMinutes(27));
        Assert.Equal(0, await WorkAsync());
        _time.Advance(Minute);
        await WorkAsync();

        Assert.Equal([made[1]], afterTheJob);
        Assert.Empty(await LeftAsync(made));
    }

    [Fact]
    public async Task Those_of_the_next_span_have_a_job_of_their_own_and_go_with_it()
    {
        var first = await MakeAsync(2);
        _time.Advance(Minute);
        var second = await MakeAsync(2);
        Assert.Equal(2, await JobsAsync());

        _time.Advance(Keep + Minute);
        await WorkAsync();
        Assert.Equal(second, await LeftAsync([.. first, .. second]));

        _time.Advance(Minute);
        await WorkAsync();
        Assert.Empty(await LeftAsync(second));
    }

    [Fact]
    public async Task One_that_cannot_be_erased_stands_in_the_way_of_no_other_and_is_tried_again()
    {
        var made = await MakeAsync(45);
        _stubborn.Refused = made[22];

        await WorkWhenDueAsync();
        var afterTheJob = await LeftAsync(made);
        await WorkWhenMendedAsync();

        Assert.Equal([made[22]], afterTheJob);
        Assert.Empty(await LeftAsync(made));
    }

    [Fact]
    public async Task A_database_that_is_away_is_waited_for()
    {
        var made = await MakeAsync(3);
        (_stubborn.Refused, _stubborn.Fault) = (made[1], new StorageUnavailableException("Away."));

        await WorkWhenDueAsync();
        var (left, jobs) = (await LeftAsync(made), await JobsAsync());
        await WorkWhenMendedAsync();

        Assert.Equal((3, 1L), (left.Count, jobs));
        Assert.Empty(await LeftAsync(made));
    }

    [Fact]
    public async Task Who_has_lost_the_job_erases_nothing()
    {
        var made = await MakeAsync(1);
        _time.Advance(Keep + Minute + Minute);
        var handler = _house.Get<IEnumerable<IJobHandler>>().Single(one => one.Kind == "conversations.erase_passing");
        var job = new JobRun
        {
            Tenant = _caller.Tenant,
            Id = new("job_x"),
            Payload = (_time.GetUtcNow() - Keep - Minute - Minute).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            Attempt = 1,
            IsLastAttempt = false,
            OnHold = _ => Task.FromResult(false),
        };

        await Assert.ThrowsAsync<JobLostException>(() => handler.RunAsync(job, Never));

        Assert.Equal(made, await LeftAsync(made));
    }

    [Fact]
    public async Task One_that_is_long_is_erased_without_those_beside_it()
    {
        var made = await MakeAsync(3);
        await new MemoryHands(_house, _caller, made[0]).SayAsync(null, [.. Enumerable.Range(0, 501).Select(i => ("user", $"Message {i}"))]);

        await WorkWhenDueAsync();

        Assert.Empty(await LeftAsync(made));
        Assert.Equal(1, _stubborn.InOne(made[0]));
        Assert.Equal(2, _stubborn.InOne(made[2]));
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

    private Task<int> WorkWhenDueAsync()
    {
        _time.Advance(Keep + Minute + Minute);
        return WorkAsync();
    }

    private Task<int> WorkWhenMendedAsync()
    {
        _stubborn.Refused = null;
        _time.Advance(TimeSpan.FromMinutes(5));
        return WorkAsync();
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

    /// <summary>Sees what is erased, and refuses one.</summary>
    private sealed class Stubborn : IConversationErasure
    {
        private readonly List<(TenantConnection Connection, ConversationId Erased)> _erased = [];

        public ConversationId? Refused { get; set; }

        public Exception Fault { get; set; } = new InvalidOperationException("It stays.");

        /// <summary>How many were erased in the transaction in which this one was.</summary>
        public int InOne(ConversationId id) => _erased.Count(one => one.Connection == _erased.Last(other => other.Erased == id).Connection);

        public Task EraseAsync(TenantConnection connection, ConversationId conversation, bool keepAccounts)
        {
            _erased.Add((connection, conversation));
            return conversation == Refused ? throw Fault : Task.CompletedTask;
        }
    }
}

public sealed class SqlitePassingTests() : PassingSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlPassingTests() : PassingSuite(DatabaseKind.PostgreSql);
