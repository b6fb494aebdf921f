using System.Collections.Concurrent;
using Npgsql;
using Parley.TestKit;

namespace Parley.Storage.Tests;

public abstract class SignalSuite(DatabaseKind kind) : DatabaseSuite(kind)
{
    protected const string Topic = "things";

    [Fact]
    public async Task A_commit_is_told_when_it_returns()
    {
        var heard = Listen(Database);

        await TellAsync("a");

        Assert.Equal(["a"], heard);
    }

    [Fact]
    public async Task What_was_not_committed_is_not_told()
    {
        var heard = Listen(Database);

        await Assert.ThrowsAsync<FormatException>(() => Tenants.WriteAsync(Acme, connection =>
        {
            connection.NotifyOnCommit(Topic, "a");
            throw new FormatException();
        }));
        await TellAsync("b");

        Assert.Equal(["b"], heard);
    }

    [Fact]
    public async Task A_group_tells_what_of_it_was_committed()
    {
        var heard = Listen(Database);

        await Tenants.WriteGroupAsync(
            [
                new(Acme.Id, connection =>
                {
                    connection.NotifyOnCommit(Topic, "a");
                    return PutAsync(connection, "a");
                }),
                new(Bolt.Id, connection =>
                {
                    connection.NotifyOnCommit(Topic, "b");
                    throw new FormatException();
                }),
            ],
            Durability.Process);

        Assert.Equal(["a"], heard);
    }

    [Fact]
    public async Task A_subscriber_that_fails_spoils_nothing()
    {
        using var bad = Database.Signals.Subscribe(Topic, _ => throw new FormatException());

        await TellAsync("a");

        Assert.Equal(["a"], await IdsAsync(Acme));
    }

    [Fact]
    public async Task Who_left_hears_no_more()
    {
        var heard = new ConcurrentQueue<string>();
        Database.Signals.Subscribe(Topic, heard.Enqueue).Dispose();

        await TellAsync("a");

        Assert.Empty(heard);
    }

    protected Task TellAsync(params string[] keys) => Tenants.WriteAsync(Acme, async connection =>
    {
        await PutAsync(connection, keys[0]);
        foreach (var key in keys)
        {
            connection.NotifyOnCommit(Topic, key);
        }
    });

    protected static ConcurrentQueue<string> Listen(TestDatabase database)
    {
        var heard = new ConcurrentQueue<string>();
        database.Signals.Subscribe(Topic, heard.Enqueue);
        return heard;
    }
}

public sealed class SqliteSignals() : SignalSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlSignals() : SignalSuite(DatabaseKind.PostgreSql)
{
    [Fact]
    public async Task Another_node_hears_of_a_commit_and_the_own_node_hears_it_once()
    {
        await using var other = await OtherNodeAsync();
        var here = Listen(Database);
        var there = Listen(other);

        await TellAsync("a", "b", "a");
        await Poll.UntilAsync(() => there.Count == 2, "the other node hears");
        await TellAsync("last");
        await Poll.UntilAsync(() => there.Contains("last"), "the other node hears again");

        // The echo of the first commit would have come before the other node heard the second.
        Assert.Equal(["a", "b", "last"], here);
        Assert.Equal(["a", "b", "last"], there);
    }

    [Fact]
    public async Task More_than_a_notice_can_carry_says_look_again()
    {
        await using var other = await OtherNodeAsync();
        var there = Listen(other);

        await TellAsync([.. Enumerable.Range(0, 400).Select(number => $"key-{number:d30}")]);

        await Poll.UntilAsync(() => !there.IsEmpty, "the other node hears");
        Assert.Equal([""], there);
    }

    [Fact]
    public async Task A_listener_that_was_cut_comes_back_and_looks_again()
    {
        await using var other = await OtherNodeAsync();
        var there = Listen(other);

        await CutAsync(((PostgreSql.PostgreSqlDatabase)other.Adapter).ListenerProcessId!.Value);
        await Poll.UntilAsync(() => there.Contains(""), "the other node looks again");
        await TellAsync("a");

        await Poll.UntilAsync(() => there.Contains("a"), "the other node hears");
    }

    private async Task<TestDatabase> OtherNodeAsync()
    {
        var other = Database.OpenAnotherNode();
        await other.Adapter.MigrateAsync(Migrations(), CancellationToken.None);
        return other;
    }

    private async Task CutAsync(int processId)
    {
        await using var connection = new NpgsqlConnection(Database.Address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT pg_terminate_backend({processId})", connection);
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }
}
