using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>What counting messages promises, on every database.</summary>
public abstract class MessageQuotaSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private static readonly Actor Tester = new("system", null);

    private MessageQuota Quota => new(Options.Create(new LimitsOptions()), new(Database.Tenants, Time));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await AddTenantAsync(Acme, "small");
        await Plans().PutAsync(Acme, new("small", 5, null, null), Tester, default);
    }

    [Fact]
    public async Task The_plans_come_with_the_numbers_that_are_promised()
    {
        var plans = await Plans().ListAsync(default);

        Assert.Equal(
            [("small", 5L), ("free", 100L), ("pro", 1000L), ("enterprise", null)],
            plans.Select(plan => (plan.Name, plan.MessagesPerDay)));
    }

    [Fact]
    public async Task The_message_after_the_last_of_the_day_is_refused_with_the_time_of_the_next()
    {
        for (var i = 0; i < 5; i++)
        {
            await CountAsync("sub_a");
        }

        var refusal = (await Assert.ThrowsAsync<RefusedException>(() => CountAsync("sub_a"))).Refusal;

        Assert.Equal((429, "quota_exceeded"), (refusal.Status, refusal.Code));
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero), refusal.Extensions!["resets_at"]);
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero) - Time.GetUtcNow(), refusal.RetryAfter);
        Time.Advance(refusal.RetryAfter!.Value);
        Assert.Null((await CountAsync("sub_a")).Warning);
    }

    [Fact]
    public async Task Each_subject_has_messages_of_its_own()
    {
        for (var i = 0; i < 5; i++)
        {
            await CountAsync("sub_a");
        }

        await CountAsync("sub_b");
    }

    [Fact]
    public async Task The_last_fifth_of_the_day_is_warned_of()
    {
        var warnings = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            warnings.Add((await CountAsync("sub_a")).Warning);
        }

        Assert.Equal([true, true, true, false, false], warnings.Select(warning => warning is null));
        Assert.Contains("5 of 5", warnings[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_those_that_race_for_the_last_messages_exactly_as_many_come_through()
    {
        await using var other = OpenOtherNode();
        var through = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            try
            {
                await CountAsync("sub_a", i % 2 == 0 ? other : null);
                return 1;
            }
            catch (RefusedException)
            {
                return 0;
            }
        }));

        Assert.Equal(5, through.Sum());
    }

    [Fact]
    public async Task A_transaction_that_is_not_committed_counts_nothing()
    {
        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => Database.Tenants.WriteAsync(Acme, async connection =>
            {
                await Quota.CountAsync(connection, Someone("sub_a"));
                throw new InvalidOperationException("The message is not accepted.");
            }));
        }

        await CountAsync("sub_a");
    }

    [Fact]
    public async Task A_changed_plan_and_a_tenants_own_numbers_hold_for_the_next_message()
    {
        for (var i = 0; i < 5; i++)
        {
            await CountAsync("sub_a");
        }

        await Plans().PutAsync(Acme, new("small", 6, null, null), Tester, default);
        await CountAsync("sub_a");
        await Assert.ThrowsAsync<RefusedException>(() => CountAsync("sub_a"));
        Assert.True(await Plans().PutTenantAsync(Acme, new("small", 7, null, 3), Tester, default));
        Assert.Equal(3, (await CountAsync("sub_a")).MostOpenTurns);
        await Assert.ThrowsAsync<RefusedException>(() => CountAsync("sub_a"));
        Assert.True(await Plans().PutTenantAsync(Acme, new("enterprise", null, null, null), Tester, default));
        Assert.Equal(20, (await CountAsync("sub_a")).MostOpenTurns);
        Assert.False(await Plans().PutTenantAsync(Bolt, new("free", null, null, null), Tester, default));
    }

    [Fact]
    public async Task What_goes_on_with_a_counted_message_is_not_counted_again()
    {
        for (var i = 0; i < 5; i++)
        {
            await CountAsync("sub_a");
            await Database.Tenants.WriteAsync(Acme, connection => Quota.CountAsync(connection, Someone("sub_a"), goesOn: true));
            await Database.Tenants.WriteAsync(Acme, connection => Quota.CountAsync(connection, Someone("sub_a"), isRepeat: true));
        }
    }

    [Fact]
    public async Task A_tenant_without_a_plan_has_no_limit()
    {
        for (var i = 0; i < 8; i++)
        {
            await Database.Tenants.WriteAsync(Bolt, connection => Quota.CountAsync(connection, Someone("sub_a") with { Tenant = Bolt }));
        }
    }

    private PlanStore Plans() =>
        new(Database.System, Database.Tenants, new(Database.Tenants, Time), Database.Signals, Options.Create(new AccountsOptions()), Time);

    private Task<CountedMessage> CountAsync(string subject, TestDatabase? node = null) =>
        (node ?? Database).Tenants.WriteAsync(Acme, connection => Quota.CountAsync(connection, Someone(subject)));

    private Caller Someone(string subject) =>
        new() { Tenant = Acme, Subject = new(subject), Scopes = FrozenSet<string>.Empty, AclTags = ["public"] };

    private Task<int> AddTenantAsync(TenantScope tenant, string plan) => Database.Tenants.WriteAsync(
        tenant,
        connection => connection.ExecuteAsync(
            "insert into tenants (tenant_id, name, plan, created_at) values (@tenant, 'Acme', @plan, 0)", new { plan }));
}

public sealed class SqliteMessageQuota() : MessageQuotaSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlMessageQuota() : MessageQuotaSuite(DatabaseKind.PostgreSql);
