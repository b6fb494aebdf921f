using static Parley.Sources.Tests.SourcesHouse;

namespace Parley.Sources.Tests;

public sealed class SqlitePushTests() : PushSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlPushTests() : PushSuite(DatabaseKind.PostgreSql);

/// <summary>Changes that others push.</summary>
public abstract class PushSuite(DatabaseKind kind) : SourcesSuite(kind)
{
    [Fact]
    public async Task What_is_pushed_is_found_and_what_is_deleted_is_not()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        var (job, stale) = await House.PushAsync(id, Upsert("gate", "The gate opens at nine."), Upsert("lamp", "The lamp is lit."));
        await House.RunJobsAsync();
        Assert.NotNull(job);
        Assert.Equal(0, stale);
        Assert.Single(await House.FindAsync("lamp"));

        await House.PushAsync(id, Delete("lamp"));
        await House.RunJobsAsync();

        Assert.Empty(await House.FindAsync("lamp"));
        Assert.Equal("gate", Assert.Single(await House.ItemsAsync(id)).ExternalId);
        Assert.Equal(1, (await House.ShowAsync(id)).LastRun!.Removed);
    }

    [Fact]
    public async Task An_older_change_never_takes_the_place_of_a_newer_one_whenever_it_comes()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        await House.PushAsync(id, Upsert("gate", "The gate opens at ten.", 7));
        var (_, early) = await House.PushAsync(id, Upsert("gate", "The gate opens at nine.", 6));
        await House.RunJobsAsync();
        var (job, late) = await House.PushAsync(id, Upsert("gate", "The gate opens at eight.", 5), Delete("gate", 6), Upsert("gate", "The gate opens at ten.", 7));
        await House.RunJobsAsync();

        Assert.Equal((1, 3), (early, late));
        Assert.Null(job);
        Assert.Equal("The gate opens at ten.", Assert.Single(await House.FindAsync("gate opens")));
    }

    [Fact]
    public async Task What_was_deleted_is_not_brought_back_by_an_older_change()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        await House.PushAsync(id, Upsert("gate", "The gate opens at nine.", 1));
        await House.RunJobsAsync();
        await House.PushAsync(id, Delete("gate", 5));
        await House.RunJobsAsync();
        var (_, stale) = await House.PushAsync(id, Upsert("gate", "The gate opens at ten.", 4));
        await House.RunJobsAsync();

        Assert.Equal(1, stale);
        Assert.Empty(await House.FindAsync("gate"));
        Assert.Equal("deleted", Assert.Single(await House.ItemsAsync(id)).State);

        await House.PushAsync(id, Upsert("gate", "The gate opens at six.", 6));
        await House.RunJobsAsync();
        Assert.Single(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task Of_one_push_with_many_changes_of_an_item_the_newest_counts()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        await House.PushAsync(id, Upsert("gate", "The gate opens at ten.", 3), Upsert("gate", "The gate opens at nine.", 2), Delete("gate", 1));
        await House.RunJobsAsync();

        Assert.Equal("The gate opens at ten.", Assert.Single(await House.FindAsync("gate")));
    }

    [Fact]
    public async Task The_same_again_is_not_sent_again_and_other_access_tags_alone_are()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        await House.PushAsync(id, Upsert("gate", "The gate opens at nine.", 1));
        await House.RunJobsAsync();
        await House.PushAsync(id, Upsert("gate", "The gate opens at nine.", 2));
        await House.RunJobsAsync();
        Assert.Equal((0, 0), ((await House.ShowAsync(id)).LastRun!.Added, (await House.ShowAsync(id)).LastRun!.Changed));

        await House.PushAsync(id, Upsert("gate", "The gate opens at nine.", 3, "group:board"));
        await House.RunJobsAsync();

        Assert.Equal(1, (await House.ShowAsync(id)).LastRun!.Changed);
        Assert.Empty(await House.FindAsync("gate"));
        Assert.Single(await House.FindAsync("gate", "group:board"));
    }

    [Fact]
    public async Task What_comes_while_a_run_is_under_way_has_its_run_too()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        var (first, _) = await House.PushAsync(id, Upsert("gate", "The gate opens at nine."));
        var (second, _) = await House.PushAsync(id, Upsert("lamp", "The lamp is lit."));
        await House.RunJobsAsync();

        Assert.Equal(first, second);
        Assert.Single(await House.FindAsync("gate"));
        Assert.Single(await House.FindAsync("lamp"));
    }

    [Fact]
    public async Task A_paused_source_keeps_what_is_pushed_until_it_goes_on()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        await House.ChangeAsync(id, paused: true);
        var (job, _) = await House.PushAsync(id, Upsert("gate", "The gate opens at nine."));
        await House.RunJobsAsync();
        Assert.Null(job);
        Assert.Empty(await House.FindAsync("gate"));

        await House.ChangeAsync(id, paused: false);
        await House.RunJobsAsync();

        Assert.Single(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task What_waits_when_a_run_fails_is_taken_up_by_another()
    {
        var id = await House.AddAsync(SourceKinds.Push);
        await House.PushAsync(id, Upsert("gate", "The gate opens at nine."));
        await House.RunWithAsync(id, new ScriptedReader((_, _) => throw new SourceFailedException("It is away."), SourceKinds.Push));
        Assert.Equal("failed", (await House.ShowAsync(id)).State);

        House.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await House.Get<Store.DueSources>().StartDueAsync(default));
        await House.RunJobsAsync();

        Assert.Single(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task Only_sources_that_are_pushed_to_take_it_and_only_their_tenants()
    {
        var folder = await House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder });
        var push = await House.AddAsync(SourceKinds.Push);

        Assert.Equal("not_pushed", (await Assert.ThrowsAsync<RefusedException>(() => House.PushAsync(folder, Upsert("gate", "x")))).Refusal.Code);
        Assert.Equal("not_found", (await Assert.ThrowsAsync<RefusedException>(() =>
            House.Get<Store.EventStore>().AcceptAsync(Bolt, "docs", push, [Upsert("gate", "x")], default))).Refusal.Code);
        Assert.Equal("not_found", (await Assert.ThrowsAsync<RefusedException>(() =>
            House.Get<Store.EventStore>().AcceptAsync(Acme, "other", push, [Upsert("gate", "x")], default))).Refusal.Code);
    }
}
