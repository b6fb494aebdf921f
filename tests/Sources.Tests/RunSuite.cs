using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Knowledge;
using Parley.Sources.Running;
using Parley.Sources.Store;

namespace Parley.Sources.Tests;

public sealed class SqliteRunTests() : RunSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlRunTests() : RunSuite(DatabaseKind.PostgreSql);

/// <summary>How runs are started, broken off and ended, whatever they read.</summary>
public abstract class RunSuite(DatabaseKind kind) : SourcesSuite(kind)
{
    protected override (string Name, string Value)[] Settings => [("Parley:Sources:MostDocumentsPerRun", "4")];

    private Task<SourceId> FolderAsync(long? minutes = null) =>
        House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder }, minutes: minutes);

    private Task<int> LookAsync() => House.Get<DueSources>().StartDueAsync(default);

    [Fact]
    public async Task A_source_with_a_schedule_runs_when_its_time_has_come_and_then_each_time()
    {
        House.Write("gate.md", "The gate opens at nine.");
        var id = await FolderAsync(minutes: 10);
        Assert.Equal(1, await LookAsync());
        await House.RunJobsAsync();
        Assert.Single(await House.FindAsync("gate"));
        Assert.Equal(House.Time.GetUtcNow().AddMinutes(10), (await House.ShowAsync(id)).NextRunAt);

        Assert.Equal(0, await LookAsync());
        House.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await LookAsync());
        Assert.Equal("running", (await House.ShowAsync(id)).State);
    }

    [Fact]
    public async Task Whoever_asks_for_a_run_under_way_joins_it()
    {
        var id = await FolderAsync();
        var starting = House.Get<Starting>();

        var first = await starting.StartAsync(SourcesHouse.Acme, id, "docs", asked: true, full: false, default);
        var second = await starting.StartAsync(SourcesHouse.Acme, id, "docs", asked: true, full: false, default);
        await House.RunJobsAsync();
        var third = await starting.StartAsync(SourcesHouse.Acme, id, "docs", asked: true, full: false, default);

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
    }

    [Fact]
    public async Task A_node_that_dies_between_taking_a_source_and_starting_it_loses_nothing()
    {
        await FolderAsync(minutes: 10);
        await House.Database.System.WriteAsync(connection => connection.ExecuteAsync("UPDATE sys_sources SET due_at = due_at + 120000"));

        Assert.Equal(0, await LookAsync());
        House.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await LookAsync());
    }

    [Fact]
    public async Task A_run_stops_at_its_limit_deletes_nothing_and_the_next_goes_on()
    {
        for (var i = 0; i < 9; i++)
        {
            House.Write($"note-{i}.md", $"Note number {i}.");
        }

        var id = await FolderAsync();
        var first = await House.RunAsync(id);
        var second = await House.RunAsync(id);
        var third = await House.RunAsync(id);

        Assert.Contains("limit of 4 documents", first.Error, StringComparison.Ordinal);
        Assert.True(first.Added == 4 && second.Added == 4);
        Assert.Equal(9, first.Added + second.Added + third.Added);
        Assert.Equal(0, first.Removed + second.Removed + third.Removed);
        Assert.Null((await House.RunAsync(id)).Error);
        Assert.Equal(9, (await House.ItemsAsync(id)).Count);
    }

    [Fact]
    public async Task A_run_whose_worker_dies_goes_on_where_it_was_and_counts_nothing_twice()
    {
        var reader = new BreakingReader(after: 40, entries: 60);
        var id = await House.AddAsync(SourceKinds.Push);
        await House.Get<Starting>().StartAsync(SourcesHouse.Acme, id, "docs", asked: false, full: false, default);
        await House.Database.RunJobsAsync(Runner(reader));
        Assert.Equal("running", (await House.ShowAsync(id)).State);

        House.Time.Advance(TimeSpan.FromMinutes(1));
        await House.Database.RunJobsAsync(Runner(reader));

        var run = (await House.ShowAsync(id)).LastRun!;
        Assert.Equal((60, 60, 0), (run.Seen, run.Added, run.Failed));
        Assert.True(reader.Fetched == 68);
        Assert.Equal(2, reader.Listings);
    }

    [Fact]
    public async Task A_run_that_breaks_each_time_is_told_of_and_deletes_nothing()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        await House.Get<Starting>().StartAsync(SourcesHouse.Acme, id, "docs", asked: false, full: false, default);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await House.Database.RunJobsAsync(Runner(new BreakingReader(after: 0, entries: 10)));
            House.Time.Advance(TimeSpan.FromMinutes(10));
        }

        var source = await House.ShowAsync(id);
        Assert.Equal("failed", source.State);
        Assert.Equal("It failed unexpectedly; the server's log has the details.", source.LastRun!.Error);
    }

    [Fact]
    public async Task Who_asked_for_a_run_that_fails_is_told_so_by_its_job()
    {
        var id = await FolderAsync();
        Directory.Delete(House.Folder);
        var job = await House.Get<Starting>().StartAsync(SourcesHouse.Acme, id, "docs", asked: true, full: false, default);
        await House.RunJobsAsync();

        var status = await House.Database.Jobs.FindAsync(SourcesHouse.Acme, job!.Value);
        Assert.Equal("failed", status!.State);
        Assert.Equal((await House.ShowAsync(id)).LastRun!.Error, status.Error);
    }

    [Fact]
    public async Task A_deleted_source_leaves_its_documents_or_takes_them_along()
    {
        House.Write("gate.md", "The gate opens at nine.");
        var kept = await FolderAsync();
        await House.RunAsync(kept);
        await House.Sources.DeleteAsync(SourcesHouse.Acme, "docs", kept, withDocuments: false, default);
        Assert.Null(await House.Sources.FindAsync(SourcesHouse.Acme, "docs", kept, default));
        Assert.Single(await House.FindAsync("gate"));

        var taken = await FolderAsync();
        await House.RunAsync(taken);
        Assert.Equal(2, (await House.FindAsync("gate")).Count);
        await House.Sources.DeleteAsync(SourcesHouse.Acme, "docs", taken, withDocuments: true, default);
        Assert.Null(await House.Sources.FindAsync(SourcesHouse.Acme, "docs", taken, default));
        await House.RunJobsAsync();

        Assert.Single(await House.FindAsync("gate"));
        Assert.Equal(0, await CountAsync("sources") + await CountAsync("source_items"));
    }

    [Fact]
    public async Task A_source_that_is_deleted_while_it_runs_leaves_nothing_behind()
    {
        House.Write("gate.md", "The gate opens at nine.");
        var id = await FolderAsync();
        var reader = new BreakingReader(after: 5, entries: 10);
        await House.Get<Starting>().StartAsync(SourcesHouse.Acme, id, "docs", asked: false, full: false, default);
        await House.Sources.DeleteAsync(SourcesHouse.Acme, "docs", id, withDocuments: true, default);
        await House.RunJobsAsync();
        House.Time.Advance(TimeSpan.FromSeconds(5));
        await House.RunJobsAsync();

        Assert.Equal(0, reader.Fetched);
        Assert.Empty(await House.FindAsync("gate"));
        Assert.Equal(0, await CountAsync("sources") + await CountAsync("source_items"));
    }

    [Fact]
    public async Task Another_tenant_sees_none_of_it()
    {
        var id = await FolderAsync();

        Assert.Null(await House.Sources.FindAsync(SourcesHouse.Bolt, "docs", id, default));
        Assert.Empty((await House.Sources.ListAsync(SourcesHouse.Bolt, "docs", null, 10, default)).Data);
        Assert.Null(await House.Get<Starting>().StartAsync(SourcesHouse.Bolt, id, null, asked: true, full: false, default));
        Assert.False(await House.Sources.DeleteAsync(SourcesHouse.Bolt, "docs", id, withDocuments: true, default));
        Assert.Empty((await House.Get<ItemStore>().ListAsync(SourcesHouse.Bolt, id, null, null, 10, default)).Data);
    }

    private RunSource Runner(ISourceReader reader) => new(
        House.Get<RunStore>(), House.Get<RunGuard>(), House.Get<ItemStore>(), House.Database.Tenants, House.Get<KnowledgeIntake>(), [reader],
        Options.Create(new SourcesOptions()), House.Time, NullLogger<RunSource>.Instance);

    private async Task<long> CountAsync(string table)
    {
        await using var connection = await House.Database.Tenants.OpenAsync(SourcesHouse.Acme);
        return await connection.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = @tenant");
    }
}
