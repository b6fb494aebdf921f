using System.Diagnostics;
using Parley.Sources.Git;

namespace Parley.Sources.Tests;

/// <summary>A git repository as a source: real ones, made by the test.</summary>
public sealed class GitTests() : SourcesSuite(DatabaseKind.Sqlite)
{
    private static readonly string Repositories = Directory.CreateDirectory(Path.Combine(AllowedPlaces.Real(Path.GetTempPath())!, "parley-git-tests")).FullName;
    private readonly string _repository = Path.Combine(Repositories, Guid.NewGuid().ToString("n"));

    protected override (string Name, string Value)[] Settings => [("Parley:Sources:Repositories:0", Repositories)];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Directory.CreateDirectory(_repository);
        Git("init", "--quiet", "--initial-branch=main");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(_repository))
        {
            Directory.Delete(_repository, recursive: true);
        }
    }

    private Task<SourceId> AddAsync(string? branch = null, string? prefix = null) =>
        House.AddAsync(SourceKinds.Git, new SettingsForm { Path = _repository, Branch = branch, Prefix = prefix });

    [Fact]
    public async Task Its_files_are_found_and_the_commit_is_remembered()
    {
        Commit(("gate.md", "The gate opens at nine."), ("docs/lamp.md", "The lamp is lit."), (".github/secret.md", "Swordfish."));
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((2, (string?)null), (run.Added, run.Error));
        Assert.NotEmpty(await House.FindAsync("lamp lit"));
        Assert.StartsWith(Git("rev-parse", "HEAD"), (await House.ShowAsync(id)).Cursor, StringComparison.Ordinal);
        Assert.Equal((0, (string?)null), ((await House.RunAsync(id)).Seen, (await House.RunAsync(id)).Error));
    }

    [Fact]
    public async Task Between_two_commits_only_what_changed_is_sent_and_what_was_removed_goes()
    {
        Commit(("gate.md", "The gate opens at nine."), ("lamp.md", "The lamp is lit."), ("rope.md", "The rope is blue."));
        var id = await AddAsync();
        await House.RunAsync(id);
        File.Delete(Path.Combine(_repository, "rope.md"));
        Commit(("gate.md", "The gate opens at ten."), ("bell.md", "The bell rings."));

        var run = await House.RunAsync(id);

        Assert.Equal((1, 1, 1), (run.Added, run.Changed, run.Removed));
        Assert.Empty(await House.FindAsync("rope blue"));
        Assert.Contains("The gate opens at ten.", await House.FindAsync("gate opens"));
    }

    [Fact]
    public async Task A_history_that_was_written_anew_is_followed()
    {
        Commit(("gate.md", "The gate opens at nine."), ("lamp.md", "The lamp is lit."), ("rope.md", "The rope is blue."));
        var id = await AddAsync();
        await House.RunAsync(id);
        Git("checkout", "--quiet", "--orphan", "new");
        File.Delete(Path.Combine(_repository, "rope.md"));
        Commit(("bell.md", "The bell rings."));
        Git("branch", "-M", "new", "main");

        var run = await House.RunAsync(id);

        Assert.Equal((1, 0, 1, (string?)null), (run.Added, run.Changed, run.Removed, run.Error));
    }

    [Fact]
    public async Task A_branch_and_a_folder_of_it_are_read_alone()
    {
        Commit(("gate.md", "The gate opens at nine."));
        Git("checkout", "--quiet", "-b", "release/1.0");
        Commit(("docs/lamp.md", "The lamp is lit."), ("docs/pay/.acl.json", "[\"group:pay\"]"), ("docs/pay/rope.md", "The rope costs two."));
        var id = await AddAsync("release/1.0", "docs/");

        await House.RunAsync(id);

        Assert.Equal(["docs/lamp.md", "docs/pay/rope.md"], (await House.ItemsAsync(id)).Select(item => item.ExternalId).Order());
        Assert.Empty(await House.FindAsync("rope costs"));
        Assert.NotEmpty(await House.FindAsync("rope costs", "group:pay"));
    }

    [Fact]
    public async Task Links_hooks_and_what_lies_elsewhere_are_not_followed()
    {
        var mark = Path.Combine(House.Folder, "ran");
        File.CreateSymbolicLink(Path.Combine(_repository, "passwd.md"), "/etc/passwd");
        Commit(("gate.md", "The gate opens at nine."), ("big.md", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"));
        foreach (var hook in (string[])["post-checkout", "post-merge", "pre-auto-gc", "reference-transaction", "pre-receive"])
        {
            var file = Path.Combine(_repository, ".git", "hooks", hook);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, $"#!/bin/sh\ntouch {mark}\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Git("config", "core.fsmonitor", $"touch {mark}");
        Git("config", "uploadpack.packObjectsHook", $"touch {mark}; false");
        var id = await AddAsync();

        var run = await House.RunAsync(id);

        Assert.Equal((1, 1, (string?)null), (run.Added, run.Skipped, run.Error));
        Assert.False(File.Exists(mark));
    }

    [Theory]
    [InlineData("no-such-branch")]
    [InlineData("--upload-pack=touch /tmp/parley-ran")]
    [InlineData("-c")]
    [InlineData("main..other")]
    [InlineData("*")]
    [InlineData("main:refs/heads/x")]
    public async Task A_branch_that_is_none_fails_the_run_and_is_never_an_argument(string branch)
    {
        Commit(("gate.md", "The gate opens at nine."));
        var id = await AddAsync(branch);

        var run = await House.RunAsync(id);

        Assert.Equal("The repository has no such branch or tag.", run.Error);
        Assert.False(File.Exists("/tmp/parley-ran"));
    }

    [Fact]
    public async Task A_repository_that_is_gone_deletes_nothing()
    {
        Commit(("gate.md", "The gate opens at nine."));
        var id = await AddAsync();
        await House.RunAsync(id);
        Directory.Delete(Path.Combine(_repository, ".git"), recursive: true);

        await House.RunAsync(id);
        var run = await House.RunAsync(id);

        Assert.NotNull(run.Error);
        Assert.DoesNotContain(_repository, run.Error, StringComparison.Ordinal);
        Assert.NotEmpty(await House.FindAsync("gate"));
    }

    [Theory]
    [InlineData("alternates")]
    [InlineData("file")]
    [InlineData("link")]
    [InlineData("include")]
    [InlineData("promisor")]
    public async Task A_repository_that_leads_to_another_place_is_not_read(string way)
    {
        Commit(("gate.md", "The gate opens at nine."));
        var inner = Path.Combine(_repository, ".git");
        var elsewhere = House.Folder + "-git";
        switch (way)
        {
            case "alternates":
                await File.WriteAllTextAsync(Path.Combine(inner, "objects", "info", "alternates"), elsewhere + "/objects\n");
                break;
            case "file":
                Directory.Move(inner, elsewhere);
                await File.WriteAllTextAsync(inner, $"gitdir: {elsewhere}\n");
                break;
            case "link":
                Directory.Move(Path.Combine(inner, "objects"), elsewhere);
                Directory.CreateSymbolicLink(Path.Combine(inner, "objects"), elsewhere);
                break;
            case "include":
                Git("config", "include.path", "/etc/gitconfig");
                break;
            default:
                Git("config", "remote.origin.promisor", "true");
                break;
        }

        var run = await House.RunAsync(await AddAsync());

        Assert.Contains("leads to objects of another place", run.Error, StringComparison.Ordinal);
        Assert.Empty(await House.FindAsync("gate"));
        if (Directory.Exists(elsewhere))
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task A_list_of_files_that_is_too_long_is_refused_and_never_cut()
    {
        using var git = new GitProgram(new SourcesOptions(), "file", [], House.Time, longestOutput: 10);

        var failure = await Assert.ThrowsAsync<SourceFailedException>(() => git.RunAsync(["--version"], default));

        Assert.Contains("longer than the 10 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Git_has_a_bound_of_memory_where_the_system_can_set_one()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prlimit"), "There is no prlimit here.");
        using var git = new GitProgram(new SourcesOptions { GitMemoryMiB = 512 }, "file", [], House.Time);

        var said = await git.RunAsync(["-c", "alias.limits=!cat /proc/self/limits", "limits"], default);

        Assert.Contains($"Max data size             {512L * 1_048_576}", System.Text.Encoding.UTF8.GetString(said.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_git_says_so()
    {
        using var git = new GitProgram(new SourcesOptions { Git = "/nowhere/git" }, "file", [], House.Time);

        var failure = await Assert.ThrowsAsync<SourceFailedException>(() => git.RunAsync(["--version"], default));

        Assert.Contains("no git", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://stra\u00dfe.example/x.git", "https://xn--strae-oqa.example/x.git")]
    [InlineData("https://host.example:8443/x.git", "https://host.example:8443/x.git")]
    [InlineData("https://[::1]/x.git", "https://[::1]/x.git")]
    public void The_host_that_git_asks_for_is_the_one_that_was_looked_at(string url, string asked) => Assert.Equal(asked, GitReader.Asked(url).AbsoluteUri);

    [Theory]
    [InlineData("http://127.0.0.1/x.git")]
    [InlineData("ext::sh -c touch% /tmp/parley-ran")]
    [InlineData("git@host.example:x.git")]
    [InlineData("file:///etc")]
    [InlineData("ssh://host.example/x.git")]
    [InlineData("https://user:secret@host.example/x.git")]
    [InlineData("--upload-pack=x")]
    public async Task Only_addresses_by_https_are_taken(string address) =>
        await Assert.ThrowsAsync<RefusedException>(() => House.AddAsync(SourceKinds.Git, new SettingsForm { Url = address }));

    private void Commit(params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(_repository, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Git("add", "--all");
        Git("commit", "--quiet", "--message", "A commit");
    }

    private string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", [.. arguments]) { WorkingDirectory = _repository, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in ((string, string)[])
            [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_AUTHOR_NAME", "A"), ("GIT_AUTHOR_EMAIL", "a@b.example"), ("GIT_COMMITTER_NAME", "A"), ("GIT_COMMITTER_EMAIL", "a@b.example")])
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, string.Join(' ', arguments));
        return output.Trim();
    }
}
