using System.Diagnostics;
using Parley.Sources.Folder;
using Parley.Sources.Running;
using Parley.Sources.Store;

namespace Parley.Sources.Tests;

/// <summary>What keeps documents from being taken for deleted, and runs from being taken for whole.</summary>
public sealed class KeepingTests() : SourcesSuite(DatabaseKind.Sqlite)
{
    protected override (string Name, string Value)[] Settings => [("Parley:Sources:MostItemsPerRun", "3")];

    private Task<SourceId> FolderAsync() => House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder });

    [Fact]
    public async Task A_shrunk_listing_deletes_only_when_it_has_lasted_and_nothing_failed_in_between()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("lamp.md", "The lamp is lit.");
        House.Write("rope.md", "The rope is blue.");
        var id = await FolderAsync();
        await House.RunAsync(id);
        foreach (var file in Directory.GetFiles(House.Folder))
        {
            File.Delete(file);
        }

        await House.RunAsync(id);
        Assert.Equal(0, (await House.RunAsync(id)).Removed);

        Directory.Move(House.Folder, House.Folder + "-away");
        House.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("failed", (await House.RunAsync(id), (await House.ShowAsync(id)).State).State);
        Directory.Move(House.Folder + "-away", House.Folder);
        Assert.Equal(0, (await House.RunAsync(id)).Removed);

        House.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(0, (await House.RunAsync(id)).Removed);
        House.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, (await House.RunAsync(id)).Removed);
    }

    [Fact]
    public async Task Other_settings_begin_the_counting_of_shrunk_listings_anew()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("lamp.md", "The lamp is lit.");
        House.Write("rope.md", "The rope is blue.");
        var id = await FolderAsync();
        await House.RunAsync(id);
        Directory.Delete(House.Folder, recursive: true);
        Directory.CreateDirectory(House.Folder);
        await House.RunAsync(id);
        House.Time.Advance(TimeSpan.FromMinutes(11));
        await House.ChangeAsync(id, new SettingsForm { Path = House.Folder, Include = ["*.txt"] });

        Assert.Equal(0, (await House.RunAsync(id)).Removed);
    }

    [Fact]
    public async Task What_cannot_be_opened_just_now_is_not_taken_for_deleted()
    {
        House.Write("pier/lamp.md", "The lamp is lit.");
        var id = await FolderAsync();
        var items = new List<SourceItem>();
        await foreach (var item in House.Get<IEnumerable<ISourceReader>>().OfType<FolderReader>().Single().ListAsync(Run(id), default))
        {
            items.Add(item);
        }

        Directory.Delete(Path.Combine(House.Folder, "pier"), recursive: true);
        Directory.CreateSymbolicLink(Path.Combine(House.Folder, "pier"), Path.Combine(House.Folder, "pier"));
        await Assert.ThrowsAnyAsync<IOException>(() => Assert.Single(items).FetchAsync(default));

        File.Delete(Path.Combine(House.Folder, "pier"));
        Assert.IsType<Fetched.Absent>(await items[0].FetchAsync(default));
    }

    [Fact]
    public void A_file_that_another_is_put_in_place_of_by_a_link_is_not_read()
    {
        House.Write("lamp.md", "The lamp is lit.");
        House.Write(".env", "Swordfish.");
        var lamp = Path.Combine(House.Folder, "lamp.md");
        Assert.NotNull(PlainFile.Open(lamp));

        File.Delete(lamp);
        File.CreateSymbolicLink(lamp, Path.Combine(House.Folder, ".env"));
        Assert.Throws<IOException>(() => PlainFile.Open(lamp));

        Directory.CreateSymbolicLink(Path.Combine(House.Folder, "pier"), House.Folder);
        Assert.Throws<IOException>(() => PlainFile.Open(Path.Combine(House.Folder, "pier", ".env")));
    }

    [Fact]
    public async Task A_pipe_among_the_files_keeps_nobody_waiting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are pipes with names on Linux.");
        House.Write("gate.md", "The gate opens at nine.");
        using (var made = Process.Start("mkfifo", [Path.Combine(House.Folder, "pipe.md")]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var run = await House.RunAsync(await FolderAsync()).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (run.Added, run.Failed));
    }

    [Fact]
    public async Task Entries_that_are_as_they_were_do_not_count_against_the_limit_of_a_run()
    {
        var id = await FolderAsync();
        SourceRunReport? run = null;
        for (var runs = 0; runs < 4; runs++)
        {
            run = await House.RunWithAsync(id, new ScriptedReader((_, _) => Enumerable.Range(0, 8).Select(i => ScriptedReader.Item($"item-{i}", $"Text {i}.", "same")).ToAsyncEnumerable()));
        }

        Assert.Null(run!.Error);
        Assert.Equal(8, (await House.ItemsAsync(id)).Count);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "far")]
    public async Task A_cursor_is_kept_only_when_nothing_failed_that_may_not_fail_again(bool isLasting, string? kept)
    {
        var id = await FolderAsync();

        await House.RunWithAsync(id, new ScriptedReader((run, _) =>
        {
            run.Cursor = "far";
            return new[] { ScriptedReader.Item("gate.md", "The gate."), ScriptedReader.Item("lamp.md", new Fetched.Failed("It is away.", isLasting)) }.ToAsyncEnumerable();
        }));

        Assert.Equal(kept, (await House.ShowAsync(id)).Cursor);
    }

    [Fact]
    public async Task A_run_whose_settings_were_changed_meanwhile_keeps_no_cursor_and_another_begins()
    {
        var id = await FolderAsync();

        var run = await House.RunWithAsync(id, new ScriptedReader((run, _) => ListAsync(run)));

        Assert.Contains("changed while it ran", run.Error, StringComparison.Ordinal);
        Assert.Null((await House.ShowAsync(id)).Cursor);
        Assert.Equal("running", (await House.ShowAsync(id)).State);

        async IAsyncEnumerable<SourceItem> ListAsync(SourceRun run)
        {
            run.Cursor = "far";
            yield return ScriptedReader.Item("gate.md", "The gate.");
            await House.ChangeAsync(id, new SettingsForm { Path = House.Folder, Include = ["*.txt"] });
        }
    }

    [Fact]
    public async Task A_source_that_is_paused_while_nothing_comes_of_it_stops_soon()
    {
        var id = await FolderAsync();
        var waits = new TaskCompletionSource();
        var running = House.RunWithAsync(id, new ScriptedReader((_, cancellationToken) => WaitAsync(cancellationToken)));
        await waits.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await House.ChangeAsync(id, paused: true);

        await Poll.UntilAsync(
            () =>
            {
                House.Time.Advance(TimeSpan.FromSeconds(16));
                return Task.FromResult(running.IsCompleted);
            },
            "the run ended");

        Assert.Equal("It was paused.", (await running).Error);

        async IAsyncEnumerable<SourceItem> WaitAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            waits.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            yield break;
        }
    }

    [Fact]
    public async Task Of_one_tenant_only_some_runs_are_done_at_the_same_time()
    {
        var jobs = new List<JobId>();
        for (var i = 0; i < 3; i++)
        {
            jobs.Add((await House.Get<Starting>().StartAsync(SourcesHouse.Acme, await FolderAsync(), "docs", asked: false, full: false, default))!.Value);
        }

        await House.Database.System.WriteAsync(connection => connection.ExecuteAsync(
            "UPDATE sys_jobs SET state = 'running', due_at = {now} + 30000 WHERE id <> @last", new { last = jobs.Max(job => job.Value) }));
        await House.RunJobsAsync();
        var waiting = (await House.Database.Jobs.FindAsync(SourcesHouse.Acme, jobs[2]))!;
        Assert.Equal(("queued", 0), (waiting.State, waiting.Attempts));

        await House.Database.System.WriteAsync(connection => connection.ExecuteAsync("UPDATE sys_jobs SET state = 'queued', due_at = {now} WHERE state = 'running'"));
        House.Time.Advance(TimeSpan.FromSeconds(20));
        await House.RunJobsAsync();
        Assert.Equal("done", (await House.Database.Jobs.FindAsync(SourcesHouse.Acme, jobs[2]))!.State);
    }

    [Fact]
    public async Task A_source_that_cannot_be_started_keeps_no_other_from_it()
    {
        var id = await House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder }, minutes: 10);
        await House.Database.System.WriteAsync(connection => connection.ExecuteAsync(
            "INSERT INTO sys_sources (source_id, tenant_id, due_at, watched) VALUES ('source_broken', '', 0, 0)"));

        Assert.Equal(1, await House.Get<DueSources>().StartDueAsync(default));
        Assert.Equal("running", (await House.ShowAsync(id)).State);
    }

    private SourceRun Run(SourceId id) => new()
    {
        Tenant = SourcesHouse.Acme,
        Source = id,
        Settings = new SourceSettings { Path = House.Folder },
        Secrets = new Dictionary<string, string>(),
        Number = 1,
        Acl = "members",
        Full = false,
        MostItemBytes = 1_000,
        FindAsync = (_, _) => Task.FromResult<KnownItem?>(null),
    };
}
