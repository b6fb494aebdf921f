using Parley.Sources.Folder;

namespace Parley.Sources.Tests;

/// <summary>Folders that are watched.</summary>
public sealed class WatchTests() : SourcesSuite(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task A_change_in_a_watched_folder_starts_one_run_once_it_is_quiet()
    {
        var id = await House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder, Watch = true });
        var watch = House.Get<FolderWatch>();
        await watch.LookAsync(default);
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("lamp.md", "The lamp is lit.");

        await Poll.UntilAsync(
            async () =>
            {
                House.Time.Advance(TimeSpan.FromSeconds(3));
                return await watch.StartChangedAsync(default) == 1;
            },
            "the change was seen");
        await House.RunJobsAsync();

        Assert.Equal(2, (await House.ShowAsync(id)).LastRun!.Added);
    }

    [Fact]
    public async Task A_folder_that_is_not_to_be_watched_any_more_starts_nothing()
    {
        var id = await House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder, Watch = true });
        var watch = House.Get<FolderWatch>();
        await watch.LookAsync(default);
        await House.ChangeAsync(id, paused: true);
        await watch.LookAsync(default);
        House.Write("gate.md", "The gate opens at nine.");
        House.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(0, await watch.StartChangedAsync(default));
    }
}
