using Parley.Sources.Running;
using Parley.Sources.Store;

namespace Parley.Sources.Tests;

public sealed class SqliteAccessTests() : AccessSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlAccessTests() : AccessSuite(DatabaseKind.PostgreSql);

/// <summary>Who may read what a source brings, and how soon that is so.</summary>
public abstract class AccessSuite(DatabaseKind kind) : SourcesSuite(kind)
{
    private Task<SourceId> FolderAsync(string? acl = null, bool? mayWiden = null) =>
        House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder, AclMayWiden = mayWiden }, acl);

    [Fact]
    public async Task Whom_a_narrower_list_leaves_out_is_left_out_at_once_without_a_run()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("pay/lamp.md", "The lamp costs ten.");
        House.Write("pay/.acl.json", """["group:pay", "group:board"]""");
        var id = await FolderAsync();
        await House.RunAsync(id);

        await House.ChangeAsync(id, acl: "group:board");

        Assert.Empty(await House.FindAsync("gate"));
        Assert.Single(await House.FindAsync("gate", "group:board"));
        Assert.Empty(await House.FindAsync("lamp", "members", "group:pay"));
        Assert.Single(await House.FindAsync("lamp", "group:board"));
        Assert.Equal(["group:board"], (await House.ItemsAsync(id)).SelectMany(item => item.Acl).Distinct());
    }

    [Fact]
    public async Task Whom_a_wider_list_lets_in_is_let_in_by_the_run_that_follows()
    {
        House.Write("gate.md", "The gate opens at nine.");
        var id = await FolderAsync("group:board");
        await House.RunAsync(id);

        await House.ChangeAsync(id, acl: "members");
        Assert.Empty(await House.FindAsync("gate"));
        Assert.Equal("running", (await House.ShowAsync(id)).State);
        await House.RunJobsAsync();

        Assert.Single(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task Between_lists_with_nothing_in_common_nobody_reads_until_the_run()
    {
        House.Write("gate.md", "The gate opens at nine.");
        var id = await FolderAsync("group:a");
        await House.RunAsync(id);

        await House.ChangeAsync(id, acl: "group:b");
        Assert.Empty(await House.FindAsync("gate", "group:a", "group:b"));
        await House.RunJobsAsync();

        Assert.Single(await House.FindAsync("gate", "group:b"));
    }

    [Fact]
    public async Task What_was_pushed_without_tags_follows_the_list_and_what_has_its_own_keeps_it()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        await House.PushAsync(id, SourcesHouse.Upsert("gate", "The gate opens at nine."), SourcesHouse.Upsert("lamp", "The lamp is lit.", null, "group:pay"));
        await House.RunJobsAsync();

        await House.ChangeAsync(id, acl: "group:board");

        Assert.Empty(await House.FindAsync("gate"));
        Assert.Single(await House.FindAsync("gate", "group:board"));
        Assert.Single(await House.FindAsync("lamp", "group:pay"));
    }

    [Fact]
    public async Task A_document_that_is_being_read_when_the_list_is_narrowed_is_shown_under_the_new_one()
    {
        House.Write("gate.md", "The gate opens at nine.");
        var id = await FolderAsync();
        await House.Get<Starting>().StartAsync(SourcesHouse.Acme, id, "docs", asked: false, full: false, default);
        await House.Database.RunJobsAsync([.. House.Get<IEnumerable<IJobHandler>>().Where(handler => handler.Kind == Starting.JobKind)]);

        await House.ChangeAsync(id, acl: "group:board");
        await House.Database.RunJobsAsync([.. House.Get<IEnumerable<IJobHandler>>().Where(handler => handler.Kind == "knowledge.ingest")]);

        Assert.Empty(await House.FindAsync("gate"));
        Assert.Single(await House.FindAsync("gate", "group:board"));
    }

    [Fact]
    public async Task A_run_under_way_sends_nothing_more_under_the_list_of_before()
    {
        var id = await FolderAsync();
        await House.RunWithAsync(id, new ScriptedReader((_, _) => ListAsync()));
        await House.Database.RunJobsAsync([.. House.Get<IEnumerable<IJobHandler>>().Where(handler => handler.Kind == "knowledge.ingest")]);

        Assert.Empty(await House.FindAsync("lamp gate"));
        Assert.Contains("changed while it ran", (await House.ShowAsync(id)).LastRun!.Error, StringComparison.Ordinal);
        Assert.Equal("running", (await House.ShowAsync(id)).State);

        async IAsyncEnumerable<SourceItem> ListAsync()
        {
            yield return ScriptedReader.Item("gate.md", "The gate opens at nine.");
            await House.ChangeAsync(id, acl: "group:board");
            yield return ScriptedReader.Item("lamp.md", "The lamp is lit.");
        }
    }

    [Fact]
    public async Task A_list_that_is_changed_as_a_run_ends_has_a_run_of_its_own()
    {
        var id = await FolderAsync("group:board");

        var run = await House.RunWithAsync(id, new ScriptedReader((run, _) => ListAsync(run)));

        Assert.Null(run.Error);
        Assert.Equal("running", (await House.ShowAsync(id)).State);

        async IAsyncEnumerable<SourceItem> ListAsync(SourceRun run)
        {
            run.NotWhole(null);
            await House.ChangeAsync(id, acl: "members");
            yield break;
        }
    }

    [Fact]
    public async Task Lists_in_a_source_narrow_its_own_and_never_widen_it()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("lamp.md", "The lamp is lit.");
        House.Write(".acl.json", """{"gate.md": ["public"], "lamp.md": ["group:pay"]}""");
        var id = await FolderAsync();

        await House.RunAsync(id);

        Assert.Empty(await House.FindAsync("gate", "public"));
        Assert.Single(await House.FindAsync("gate", "members"));
        Assert.Empty(await House.FindAsync("lamp", "members"));
        Assert.Single(await House.FindAsync("lamp", "group:pay"));
    }

    [Fact]
    public async Task What_nobody_of_the_source_may_read_is_left_out_and_says_what_would_let_it_in()
    {
        House.Write("gate.md", "The gate opens at nine.");
        var id = await FolderAsync("group:staff");
        await House.RunAsync(id);
        House.Write(".acl.json", """["group:pay"]""");

        var run = await House.RunAsync(id);
        Assert.Equal((1, 0), (run.Skipped, run.Failed));
        Assert.Empty(await House.FindAsync("gate", "group:staff", "group:pay"));
        Assert.Contains("acl_may_widen", Assert.Single(await House.ItemsAsync(id)).Error, StringComparison.Ordinal);

        await House.ChangeAsync(id, new SettingsForm { Path = House.Folder, AclMayWiden = true });
        await House.RunAsync(id);
        Assert.Single(await House.FindAsync("gate", "group:pay"));
    }

    [Fact]
    public async Task Under_a_list_that_cannot_be_opened_nothing_is_sent()
    {
        House.Write("pay/lamp.md", "The lamp costs ten.");
        File.CreateSymbolicLink(Path.Combine(House.Folder, "pay", ".acl.json"), Path.Combine(House.Folder, "nowhere", ".acl.json"));
        var id = await FolderAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((0, 1), (run.Added, run.Failed));
        Assert.Empty(await House.FindAsync("lamp"));
    }
}
