namespace Parley.Sources.Tests;

public sealed class SqliteFolderTests() : FolderSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlFolderTests() : FolderSuite(DatabaseKind.PostgreSql);

/// <summary>A folder of the server as a source.</summary>
public abstract class FolderSuite(DatabaseKind kind) : SourcesSuite(kind)
{
    private Task<SourceId> AddAsync(params string[] include) => House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder, Include = include });

    [Fact]
    public async Task Its_files_are_found_by_their_words()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("pier/lamp.md", "The lamp of the pier is lit at dusk.");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((2, 2, 0, 0), (run.Seen, run.Added, run.Changed, run.Failed));
        Assert.Equal("The lamp of the pier is lit at dusk.", Assert.Single(await House.FindAsync("lamp pier")));
        Assert.Equal(["gate.md", "pier/lamp.md"], (await House.ItemsAsync(id)).Select(item => item.ExternalId).Order());
        Assert.Equal("idle", (await House.ShowAsync(id)).State);
    }

    [Fact]
    public async Task A_file_that_is_as_it_was_is_not_sent_again_even_when_it_was_touched()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("lamp.md", "The lamp is lit.");
        var id = await AddAsync();
        await House.RunAsync(id);
        House.Write("lamp.md", "The lamp is lit.", minutesAgo: 30);

        var run = await House.RunAsync(id);

        Assert.Equal((2, 0, 0, 0), (run.Seen, run.Added, run.Changed, run.Removed));
    }

    [Fact]
    public async Task A_changed_file_takes_the_place_of_the_old_one_and_a_deleted_one_goes()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("lamp.md", "The lamp is lit.");
        House.Write("rope.md", "The rope is blue.");
        var id = await AddAsync();
        await House.RunAsync(id);
        House.Write("gate.md", "The gate opens at ten.", minutesAgo: 30);
        File.Delete(Path.Combine(House.Folder, "lamp.md"));

        var run = await House.RunAsync(id);

        Assert.Equal((1, 1), (run.Changed, run.Removed));
        Assert.Equal("The gate opens at ten.", Assert.Single(await House.FindAsync("gate opens")));
        Assert.Empty(await House.FindAsync("lamp"));
        Assert.Equal(2, (await House.ItemsAsync(id)).Count);
    }

    [Fact]
    public async Task A_folder_that_is_suddenly_empty_deletes_nothing_until_it_is_so_twice()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("lamp.md", "The lamp is lit.");
        House.Write("rope.md", "The rope is blue.");
        var id = await AddAsync();
        await House.RunAsync(id);
        foreach (var file in Directory.GetFiles(House.Folder))
        {
            File.Delete(file);
        }

        var first = await House.RunAsync(id);
        Assert.Equal(0, first.Removed);
        Assert.Contains("Less than half", first.Error, StringComparison.Ordinal);
        Assert.Single(await House.FindAsync("gate"));

        House.Time.Advance(TimeSpan.FromMinutes(10));
        var second = await House.RunAsync(id);
        Assert.Equal(3, second.Removed);
        Assert.Null(second.Error);
        Assert.Empty(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task A_folder_that_is_gone_fails_its_run_and_deletes_nothing()
    {
        House.Write("gate.md", "The gate opens at nine.");
        var id = await AddAsync();
        await House.RunAsync(id);
        Directory.Delete(House.Folder, recursive: true);

        var run = await House.RunAsync(id);
        await House.RunAsync(id);

        Assert.NotNull(run.Error);
        Assert.Equal("failed", (await House.ShowAsync(id)).State);
        Assert.Single(await House.FindAsync("gate"));
    }

    [Fact]
    public async Task Links_lead_nowhere_and_what_begins_with_a_dot_is_left_alone()
    {
        var outside = Directory.CreateTempSubdirectory("parley-outside-").FullName;
        File.WriteAllText(Path.Combine(outside, "secret.md"), "The secret word is swordfish.");
        House.Write("gate.md", "The gate opens at nine.");
        House.Write(".env.md", "The secret word is swordfish.");
        File.CreateSymbolicLink(Path.Combine(House.Folder, "file.md"), Path.Combine(outside, "secret.md"));
        Directory.CreateSymbolicLink(Path.Combine(House.Folder, "folder"), outside);
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Directory.Delete(outside, recursive: true);
        Assert.Equal(1, run.Seen);
        Assert.Empty(await House.FindAsync("swordfish"));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("relative")]
    [InlineData("..")]
    [InlineData("{0}/..")]
    [InlineData("{0}-beside")]
    [InlineData("{0}/nowhere")]
    public async Task Places_that_nobody_allowed_are_refused_in_one_sentence(string path)
    {
        var exception = await Assert.ThrowsAsync<RefusedException>(() => House.AddAsync(
            SourceKinds.Folder, new SettingsForm { Path = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, House.Folder) }));

        Assert.Equal("place_not_allowed", exception.Refusal.Code);
    }

    [Fact]
    public async Task A_place_allowed_to_one_tenant_is_shut_to_another() =>
        Assert.Equal("place_not_allowed", (await Assert.ThrowsAsync<RefusedException>(() => House.AddAsync(
            SourceKinds.Folder, new SettingsForm { Path = House.Folder }, tenant: SourcesHouse.Bolt))).Refusal.Code);

    [Fact]
    public async Task Access_lists_of_folders_and_files_are_kept_and_a_changed_one_alone_is_passed_on()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("pay/lamp.md", "The lamp costs ten.");
        House.Write("pay/rope.md", "The rope costs two.");
        House.Write("pay/.acl.json", """{"*": ["group:pay"], "rope.md": ["public"]}""");
        var id = await House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder, AclMayWiden = true });
        await House.RunAsync(id);
        Assert.Empty(await House.FindAsync("lamp costs", "members"));
        Assert.Equal("The lamp costs ten.", Assert.Single(await House.FindAsync("lamp", "group:pay")));
        Assert.Equal("The rope costs two.", Assert.Single(await House.FindAsync("rope", "public")));

        House.Write("pay/.acl.json", """["group:board"]""");
        var run = await House.RunAsync(id);

        Assert.Equal(2, run.Changed);
        Assert.Empty(await House.FindAsync("lamp", "group:pay"));
        Assert.Empty(await House.FindAsync("rope", "public"));
        Assert.Single(await House.FindAsync("lamp", "group:board"));
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("[\"everybody\"]")]
    [InlineData("{\"*\": 5}")]
    public async Task Under_a_list_that_cannot_be_read_nothing_is_sent(string list)
    {
        House.Write("pay/lamp.md", "The lamp costs ten.");
        House.Write("pay/.acl.json", list);
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((0, 1), (run.Added, run.Failed));
        Assert.Empty(await House.FindAsync("lamp", "members", "public"));
    }

    [Fact]
    public async Task What_nobody_can_read_is_named_and_stops_nothing()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("program.exe", "MZ\u0090\0\u0003");
        House.Write("empty.md", "");
        var id = await AddAsync();

        var run = await House.RunAsync(id);
        var again = await House.RunAsync(id);

        Assert.Single(await House.FindAsync("gate"));
        Assert.Equal((1, 1), (run.Skipped, again.Skipped));
        Assert.Contains("program.exe", (await House.ItemsAsync(id)).Where(item => item.State == "skipped" && item.Error is not null).Select(item => item.ExternalId));
    }

    [Fact]
    public async Task Only_what_the_patterns_name_is_read()
    {
        House.Write("gate.md", "The gate opens at nine.");
        House.Write("notes/lamp.txt", "The lamp is lit.");
        House.Write("drafts/rope.md", "The rope is blue.");
        var id = await House.AddAsync(SourceKinds.Folder, new SettingsForm { Path = House.Folder, Include = ["*.md", "notes/**"], Exclude = ["drafts/**"] });

        await House.RunAsync(id);

        Assert.Equal(["gate.md", "notes/lamp.txt"], (await House.ItemsAsync(id)).Select(item => item.ExternalId).Order());
    }
}
