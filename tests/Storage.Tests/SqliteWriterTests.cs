using Microsoft.Extensions.Logging.Abstractions;
using Parley.Sqlite;
using Parley.TestKit;

namespace Parley.Storage.Tests;

public sealed class SqliteWriterTests() : DatabaseSuite(DatabaseKind.Sqlite)
{
    [Fact]
    public async Task A_unit_that_awaits_something_else_is_refused_and_cannot_write_later()
    {
        var outside = new TaskCompletionSource();
        Task? late = null;

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Tenants.WriteAsync(Acme, connection =>
        {
            late = LateAsync(connection);
            return late;
        }));
        outside.SetResult();

        Assert.Contains("awaited something other", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => late!);
        Assert.Empty(await IdsAsync(Acme));

        async Task LateAsync(TenantConnection connection)
        {
            await outside.Task;
            await PutAsync(connection, "late");
        }
    }

    [Fact]
    public async Task Units_that_wait_share_one_commit_and_a_failing_one_takes_no_other_with_it()
    {
        using var gate = new ManualResetEventSlim();
        var holding = await HoldWriterAsync(gate);
        var good = Enumerable.Range(0, 50).Select(number => PutAsync(Acme, $"{number:d2}")).ToList();
        var bad = Tenants.WriteAsync(Bolt, async connection =>
        {
            await PutAsync(connection, "half");
            throw new FormatException("on purpose");
        });
        var commits = await CommitsAsync(async () =>
        {
            gate.Set();
            await holding;
            await Task.WhenAll(good);
        });

        await Assert.ThrowsAsync<FormatException>(() => bad);
        Assert.Equal(50, (await IdsAsync(Acme)).Count);
        Assert.Empty(await IdsAsync(Bolt));
        Assert.InRange(commits, 1, 3);
    }

    [Fact]
    public async Task What_nobody_waits_for_goes_into_the_transaction_of_the_next_write_and_before_it()
    {
        var commits = await CommitsAsync(async () =>
        {
            var along = AlongAsync("along");
            Assert.False(along.IsCompleted);

            var found = await Tenants.WriteAsync(Acme, connection => connection.QueryAsync<string>("SELECT id FROM things WHERE tenant_id = @tenant"));

            Assert.Equal(["along"], found);
            await along;
        });

        Assert.Equal(1, commits);
    }

    [Fact]
    public async Task What_nobody_waits_for_is_written_by_itself_when_nothing_comes()
    {
        var along = AlongAsync("alone");

        Time.Advance(TimeSpan.FromMilliseconds(50));
        await along;

        Assert.Equal(["alone"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task What_nobody_waits_for_has_its_own_time_whatever_went_before_it()
    {
        var first = AlongAsync("first");
        Time.Advance(TimeSpan.FromMilliseconds(30));
        await PutAsync(Acme, "with the first");
        await first;
        var second = AlongAsync("second");

        Time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.False(second.IsCompleted);
        Assert.DoesNotContain("second", await IdsAsync(Acme));

        Time.Advance(TimeSpan.FromMilliseconds(1));
        await second;
    }

    [Fact]
    public async Task What_is_asked_for_first_is_written_first_also_where_the_queue_is_full()
    {
        using var gate = new ManualResetEventSlim();
        var holding = await HoldWriterAsync(gate);
        var many = Enumerable.Range(0, 1_030).Select(number => PutAsync(Acme, $"before {number:d4}")).ToList();
        var along = Enumerable.Range(0, 130).Select(number => AlongAsync($"along {number:d3}")).ToList();
        var found = Tenants.WriteAsync(
            Acme, connection => connection.QueryAsync<string>("SELECT id FROM things WHERE tenant_id = @tenant AND id LIKE 'along%'"));

        gate.Set();
        await Task.WhenAll([holding, .. many, .. along]);

        Assert.Equal(130, (await found).Count);
    }

    [Fact]
    public async Task A_write_that_fails_or_is_cancelled_takes_nothing_along_that_waited_for_it()
    {
        using var gate = new ManualResetEventSlim();
        using var cancelled = new CancellationTokenSource();
        var holding = await HoldWriterAsync(gate);
        var first = AlongAsync("first");
        var given = Tenants.WriteAsync(Acme, connection => PutAsync(connection, "given up"), cancellationToken: cancelled.Token);
        var second = AlongAsync("second");
        var bad = Tenants.WriteAsync(Acme, _ => throw new FormatException("on purpose"));

        await cancelled.CancelAsync();
        gate.Set();
        await Task.WhenAll(holding, first, second);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await Assert.ThrowsAsync<FormatException>(() => bad);
        Assert.Equal(["first", "second"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task A_write_cancelled_in_the_queue_does_not_happen_and_the_others_do()
    {
        using var gate = new ManualResetEventSlim();
        using var cancelled = new CancellationTokenSource();
        var holding = await HoldWriterAsync(gate);
        var given = Tenants.WriteAsync(Acme, connection => PutAsync(connection, "given up"), cancellationToken: cancelled.Token);
        var other = PutAsync(Acme, "kept");

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.Set();
        await Task.WhenAll(holding, other);

        Assert.Equal(["kept"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task When_the_queue_is_full_writers_wait_and_nothing_is_lost()
    {
        using var gate = new ManualResetEventSlim();
        var holding = await HoldWriterAsync(gate);
        var writes = Enumerable.Range(0, 3000).Select(number => PutAsync(Acme, $"{number:d4}")).ToList();

        gate.Set();
        await holding;
        await Task.WhenAll(writes);

        Assert.Equal(3000, (await IdsAsync(Acme)).Count);
    }

    [Fact]
    public async Task When_the_transaction_is_lost_under_a_unit_all_that_shared_it_are_told()
    {
        using var gate = new ManualResetEventSlim();
        var holding = await HoldWriterAsync(gate);
        var before = PutAsync(Acme, "before");
        var culprit = Tenants.WriteAsync(Acme, async connection =>
        {
            await connection.ExecuteAsync("ROLLBACK");
            await PutAsync(connection, "outside");
        });

        gate.Set();
        await holding;

        await Assert.ThrowsAnyAsync<Exception>(() => culprit);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => before);
        await PutAsync(Acme, "after");
        Assert.DoesNotContain("before", await IdsAsync(Acme));
    }

    [Fact]
    public async Task A_full_disk_is_an_outage_and_passes()
    {
        await LimitPagesAsync("(SELECT page_count FROM pragma_page_count())");

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "INSERT INTO things (tenant_id, id, body) VALUES (@tenant, 'big', @body)", new { body = new byte[1 << 20] })));
        await LimitPagesAsync("1000000");
        await PutAsync(Acme, "small");

        Assert.Equal(["small"], await IdsAsync(Acme));
    }

    [Theory]
    [InlineData(Durability.Full, 2)]
    [InlineData(Durability.FullWithNext, 2)]
    [InlineData(Durability.Process, 1)]
    public async Task The_disk_is_synced_for_what_must_survive_a_power_loss(Durability durability, long expected)
    {
        var asked = Tenants.WriteAsync(Acme, connection => connection.ScalarAsync<long>("PRAGMA synchronous"), durability);
        Time.Advance(TimeSpan.FromSeconds(1));
        var level = await asked;

        Assert.Equal(expected, level);
    }

    [Fact]
    public async Task What_was_confirmed_is_in_the_files_at_that_moment()
    {
        await Tenants.WriteAsync(Acme, connection => PutAsync(connection, "a"), Durability.Process);
        var copy = CopyAsAfterKill();
        try
        {
            await using var survivor = new SqliteDatabase(copy, Time, new Signals(), NullLogger<SqliteDatabase>.Instance);
            await using var connection = await new TenantDatabase(survivor).OpenAsync(Acme);
            Assert.Equal(["a"], await connection.QueryAsync<string>("SELECT id FROM things WHERE tenant_id = @tenant"));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task What_was_erased_before_a_kill_leaves_the_log_soon_after_the_next_start()
    {
        var body = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("zorbfenwick ", 20_000)));
        await Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync(
            "INSERT INTO things (tenant_id, id, body) VALUES (@tenant, 'a', @body)", new { body }));
        await Tenants.WriteAsync(Acme, connection =>
        {
            connection.OverwriteDeleted();
            return connection.ExecuteAsync("DELETE FROM things WHERE tenant_id = @tenant");
        });
        var copy = CopyAsAfterKill();
        try
        {
            Assert.NotEmpty(Holding(copy, body.AsMemory(0, 11)));
            await using var survivor = new SqliteDatabase(copy, Time, new Signals(), NullLogger<SqliteDatabase>.Instance);
            var tenants = new TenantDatabase(survivor);

            while (survivor.Commits < 256)
            {
                await tenants.WriteAsync(Acme, connection => PutAsync(connection, $"{survivor.Commits}"));
            }

            await Poll.UntilAsync(() => new FileInfo(Path.Combine(copy, "parley.db-wal")).Length == 0, "the log was begun anew");
            Assert.Empty(Holding(copy, body.AsMemory(0, 11)));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public async Task Closing_commits_what_waits()
    {
        using var gate = new ManualResetEventSlim();
        var folder = Directory.CreateTempSubdirectory("parley-close-").FullName;
        var database = new SqliteDatabase(folder, Time, new Signals(), NullLogger<SqliteDatabase>.Instance);
        await database.MigrateAsync(Migrations(), CancellationToken.None);
        var tenants = new TenantDatabase(database);
        var holding = tenants.WriteAsync(Acme, _ => Hold(gate));
        var waiting = tenants.WriteAsync(Acme, connection => PutAsync(connection, "a"));

        var closing = database.DisposeAsync();
        gate.Set();
        await closing;
        await Task.WhenAll(holding, waiting);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => tenants.WriteAsync(Acme, connection => PutAsync(connection, "b")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_files_are_their_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await PutAsync(Acme, "a");

        Assert.All(
            Directory.GetFiles(Database.Address),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_by_name()
    {
        var folder = Directory.CreateTempSubdirectory("parley-foreign-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "parley.db"), new string('x', 8192));

        await using var database = new SqliteDatabase(folder, Time, new Signals(), NullLogger<SqliteDatabase>.Instance);
        var refused = await Assert.ThrowsAsync<StorageSetupException>(() => database.CheckAsync(CancellationToken.None));

        Assert.Contains(folder, refused.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_backup_is_a_whole_database_and_overwrites_nothing()
    {
        await PutAsync(Acme, "a");
        var folder = Directory.CreateTempSubdirectory("parley-backup-").FullName;
        try
        {
            var file = Path.Combine(folder, "parley.db");
            await Database.Adapter.BackUpAsync(file, null, CancellationToken.None);
            await PutAsync(Acme, "b");

            await Assert.ThrowsAsync<IOException>(() => Database.Adapter.BackUpAsync(file, null, CancellationToken.None));
            Assert.Equal(["parley.db"], Directory.GetFiles(folder).Select(Path.GetFileName));
            await using var restored = new SqliteDatabase(folder, Time, new Signals(), NullLogger<SqliteDatabase>.Instance);
            await restored.MigrateAsync(Migrations(), CancellationToken.None);
            await using var connection = await new TenantDatabase(restored).OpenAsync(Acme);
            Assert.Equal(["a"], await connection.QueryAsync<string>("SELECT id FROM things WHERE tenant_id = @tenant"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_backup_that_fails_leaves_nothing_behind()
    {
        await PutAsync(Acme, "a");
        var folder = Directory.CreateTempSubdirectory("parley-backup-").FullName;
        var taken = Directory.CreateDirectory(Path.Combine(folder, "parley.db")).FullName;

        await Assert.ThrowsAnyAsync<IOException>(() => Database.Adapter.BackUpAsync(taken, null, CancellationToken.None));

        Assert.Equal([taken], Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_library_is_new_enough_for_the_dialect() =>
        Assert.True(Version.Parse(SqliteDatabase.LibraryVersion) >= new Version(3, 35), SqliteDatabase.LibraryVersion);

    /// <summary>What a killed process leaves behind: the files as they are, with nobody to close them.</summary>
    private string CopyAsAfterKill()
    {
        var copy = Directory.CreateTempSubdirectory("parley-crash-").FullName;
        foreach (var file in Directory.GetFiles(Database.Address).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    private static List<string> Holding(string folder, ReadOnlyMemory<byte> bytes) =>
        [.. Directory.GetFiles(folder).Where(file => OpenFile.Read(file).AsSpan().IndexOf(bytes.Span) >= 0)];

    private Task AlongAsync(string id) => Tenants.WriteAsync(Acme, connection => PutAsync(connection, id), Durability.FullWithNext);

    private static Task<bool> Hold(ManualResetEventSlim gate) => Task.FromResult(gate.Wait(TimeSpan.FromSeconds(30)));

    /// <summary>Keeps the writer busy until the gate opens, so that what comes meanwhile waits together.</summary>
    /// <returns>When the writer is busy: what ends as the gate opens.</returns>
    private async Task<Task> HoldWriterAsync(ManualResetEventSlim gate)
    {
        var entered = new TaskCompletionSource();
        var holding = Tenants.WriteAsync(Acme, _ =>
        {
            entered.SetResult();
            return Hold(gate);
        });
        await entered.Task;
        return holding;
    }

    private Task LimitPagesAsync(string pages) => Tenants.WriteAsync(Acme, async connection =>
    {
        var limit = await connection.ScalarAsync<long>($"SELECT {pages}");
        await connection.ScalarAsync<long>($"PRAGMA max_page_count = {limit}");
    });

    private async Task<long> CommitsAsync(Func<Task> work)
    {
        var database = (SqliteDatabase)Database.Adapter;
        var before = database.Commits;
        await work();
        return database.Commits - before;
    }
}
