using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Kernel;

namespace Parley.Accounts.Tests.Statements;

/// <summary>
/// Many processes spend by chance under several budgets, die, and report late, over some months; the books are right whenever one looks.
/// <c>PARLEY_MONEY_SEED</c> and <c>PARLEY_MONEY_ROUNDS</c> make it other and longer.
/// </summary>
public abstract class InterleavingSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private const int DefaultRounds = 5;
    private const int Spenders = 3;
    private const int Steps = 14;

    [Fact]
    public async Task The_books_are_right_whenever_one_looks()
    {
        var seed = Read("PARLEY_MONEY_SEED") ?? Random.Shared.Next();
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        await using var other = OpenOtherNode();
        await LimitAsync();
        var closed = new Dictionary<(TenantScope, string), string>();
        List<Spender> all = [];
        for (var round = 0; round < (Read("PARLEY_MONEY_ROUNDS") ?? DefaultRounds); round++)
        {
            List<Spender> spenders = [.. from tenant in (TenantScope[])[Acme, Bolt] from i in Enumerable.Range(0, Spenders)
                select new Spender(LedgerOf(i % 2 == 0 ? Database : other ?? Database, new DeadlyTime(Time, random.Next(31, 97))), tenant, new(random.Next()), $"{round}_{i}")];
            all.AddRange(spenders);
            await WatchedAsync(seed, [.. spenders.Select(spender => Task.Run(() => spender.ActAsync(Steps)))]);
            spenders.ForEach(spender => spender.Die());

            // Those that died are charged while some of them, and some of long ago, report back after all.
            Time.Advance(TimeSpan.FromMinutes(16));
            await WatchedAsync(seed, [Task.Run(SweepAsync), Task.Run(SweepAsync), .. all.Select(spender => Task.Run(spender.ReportLateAsync))]);
            await SweepAsync();
            await AssertAllEndedAsync(seed);
            Time.Advance(TimeSpan.FromDays(random.Next(1, 40)));
            await AssertClosedStayAsync(seed, closed);
        }

        Assert.True(all.Sum(spender => spender.Died) > 0, $"seed {seed}: nobody died in the middle of a transaction.");
        Assert.True(all.Sum(spender => spender.Refused) > 0, $"seed {seed}: no budget was ever used up; the test proved nothing of them.");
        TestContext.Current.TestOutputHelper?.WriteLine($"refused {all.Sum(spender => spender.Refused)}, died {all.Sum(spender => spender.Died)}, months {closed.Count}");
    }

    private async Task LimitAsync()
    {
        var budgets = new BudgetStore(Database.Tenants, new(Database.Tenants, Time), Time);
        foreach (var (tenant, scope, unit, amount, window) in ((TenantScope, string, string, long, string)[])
        [
            (Acme, "tenant", "money", 1_500, "month"), (Acme, "user", "money", 700, "day"), (Acme, "key", "tokens", 900, "month"),
            (Bolt, "tenant", "tokens", 1_200, "day"), (Bolt, "tenant", "money", 2_000, "month"),
        ])
        {
            await budgets.AddAsync(tenant, new(scope), unit, amount, null, window, new("system", null), default);
        }
    }

    /// <summary>Looks at the books as often as it can until the work is done, and once more after it.</summary>
    private async Task WatchedAsync(int seed, IReadOnlyList<Task> work)
    {
        var done = Task.WhenAll(work);
        bool last;
        do
        {
            last = done.IsCompleted;
            foreach (var tenant in (TenantScope[])[Acme, Bolt])
            {
                var broken = await BooksCheck.BrokenAsync(Database, tenant);
                Assert.True(broken.Count == 0, $"seed {seed}, {tenant.Id.Value}: {string.Join("; ", broken)}");
            }
        }
        while (!last);
        await done;
    }

    private async Task AssertAllEndedAsync(int seed)
    {
        foreach (var tenant in (TenantScope[])[Acme, Bolt])
        {
            await using var connection = await Database.Tenants.OpenAsync(tenant);
            var left = await connection.ScalarAsync<long>(
                """
                select (select count(*) from reservations where tenant_id = @tenant and state = 'open')
                    + (select count(*) from budget_counters where tenant_id = @tenant and reserved <> 0)
                    + (select count(*) from budget_holds where tenant_id = @tenant and charged is null)
                """);
            Assert.True(left == 0, $"seed {seed}: {left} reservations, counters or holds are open although nobody works.");
        }
    }

    private async Task AssertClosedStayAsync(int seed, Dictionary<(TenantScope, string), string> closed)
    {
        var statements = new Accounts.Statements(Database.Tenants, Time);
        foreach (var tenant in (TenantScope[])[Acme, Bolt])
        {
            for (var month = new Month(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)); month.Start <= Time.GetUtcNow(); month = new(month.End))
            {
                var statement = await statements.ReadAsync(tenant, month, default);
                if (statement.Closed)
                {
                    var table = StatementCsv.Write(statement);
                    closed.TryAdd((tenant, statement.Month), table);
                    Assert.True(closed[(tenant, statement.Month)] == table, $"seed {seed}: the statement of {statement.Month} changed after its month.");
                }
            }
        }
    }

    private Task SweepAsync() => new LedgerSweep(Database.System, LedgerOf(Database, Time), Time, NullLogger<LedgerSweep>.Instance).SweepAsync(default);

    private Ledger LedgerOf(TestDatabase node, TimeProvider time) => new(node.Tenants, new(node.Tenants, Time), time, NullLogger<Ledger>.Instance);

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}

public sealed class SqliteInterleavings() : InterleavingSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlInterleavings() : InterleavingSuite(DatabaseKind.PostgreSql);
