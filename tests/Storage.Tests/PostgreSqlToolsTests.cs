using Parley.PostgreSql;

namespace Parley.Storage.Tests;

/// <summary>Which of the programs of PostgreSQL that lie on a machine are used.</summary>
public sealed class PostgreSqlToolsTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("parley-test-");

    private string Installed => _home.FullName;

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Where_there_is_none_the_package_to_install_is_named(string? path)
    {
        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => FindAsync(15, path));

        Assert.Contains("neither in PATH nor in", refused.Message, StringComparison.Ordinal);
        Assert.Contains("postgresql-client-15", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_older_than_the_server_is_refused()
    {
        Install("14/bin", "14.9");

        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => FindAsync(16, null));

        Assert.Contains("The server is PostgreSQL 16, and the newest pg_dump here", refused.Message, StringComparison.Ordinal);
        Assert.Contains("is of version 14", refused.Message, StringComparison.Ordinal);
        Assert.Contains("postgresql-client-16", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_oldest_that_can_read_the_server_is_taken_and_of_two_the_one_in_PATH()
    {
        Install("14/bin", "14.9");
        Install("15/bin", "15.18 (Debian 15.18-0+deb12u1)");
        Install("18/bin", "18beta1");
        var own = Install("own", "15.2");

        Assert.Equal(new(Path.Combine(Installed, "15/bin"), 15), await FindAsync(15, null));
        Assert.Equal(new(own, 15), await FindAsync(15, $"/nowhere{Path.PathSeparator}{own}"));
        Assert.Equal(18, (await FindAsync(16, own)).Major);
    }

    private Task<PostgreSqlTools> FindAsync(int server, string? path) =>
        PostgreSqlTools.FindAsync(server, path, Installed, TestContext.Current.CancellationToken);

    private string Install(string folder, string version)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are scripts of a shell.");
        var bin = _home.CreateSubdirectory(folder).FullName;
        foreach (var name in (string[])["pg_dump", "pg_restore"])
        {
            var file = Path.Combine(bin, name);
            File.WriteAllText(file, $"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return bin;
    }
}
