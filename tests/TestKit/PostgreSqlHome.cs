using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Parley.PostgreSql;
using Parley.Storage;
using Xunit;

namespace Parley.TestKit;

/// <summary>A database of its own, of the bound role, on the server that the environment names.</summary>
internal sealed class PostgreSqlHome : DatabaseHome
{
    private const string Clock = "(SELECT ms FROM sys_test_clock)";

    private readonly string _superuser;
    private readonly string _database;
    private readonly FakeTime? _time;
    private readonly Func<string, string>? _rewrite;
    private readonly Lock _lock = new();
    private NpgsqlConnection? _clock;

    private PostgreSqlHome(string superuser, string app, string database, FakeTime? time, Func<string, string>? rewrite)
    {
        _superuser = superuser;
        _database = database;
        _time = time;
        _rewrite = rewrite;
        Address = new NpgsqlConnectionStringBuilder(app) { Database = database, MaxPoolSize = 20 }.ConnectionString;
    }

    public override string Address { get; }

    public static async Task<PostgreSqlHome> MakeAsync(TimeProvider time)
    {
        var superuser = Environment.GetEnvironmentVariable("POSTGRES_CONNECTION");
        var app = Environment.GetEnvironmentVariable("POSTGRES_APP_CONNECTION");
        Assert.SkipWhen(
            string.IsNullOrEmpty(superuser) || string.IsNullOrEmpty(app),
            "PostgreSQL is not tested: POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION are not set.");
        var home = new PostgreSqlHome(superuser!, app!, $"test_{Guid.NewGuid():N}", time as FakeTime, rewrite: null);

        // As most installations order texts: by the rules of a language, where ~ stands before letters and case counts last. That the
        // order of bytes does as well, SQLite shows.
        await home.CreateAsync("TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        if (home._time is not null)
        {
            await RunAsync(home.Address, "CREATE TABLE sys_test_clock (ms bigint NOT NULL); INSERT INTO sys_test_clock VALUES (0)");
        }

        return home;
    }

    public override async Task<DatabaseHome> CopyAsync(TimeProvider time, Func<string, string>? rewrite)
    {
        var copy = new PostgreSqlHome(_superuser, Address, $"test_{Guid.NewGuid():N}", time as FakeTime, rewrite);
        await copy.CreateAsync($"TEMPLATE {_database}");
        copy.ShareClock();
        return copy;
    }

    public override IDatabaseAdapter Connect(Signals signals)
    {
        var dialect = PostgreSqlDialect.Usual with { Rewrite = _rewrite };
        return new PostgreSqlDatabase(Address, signals, NullLogger.Instance, _time is null ? dialect : dialect with { Now = Clock });
    }

    protected override async ValueTask RemoveAsync()
    {
        if (_time is not null)
        {
            _time.Moved -= SetClock;
        }

        lock (_lock)
        {
            _clock?.Dispose();
            _clock = null;
        }

        await RunAsync(_superuser, $"DROP DATABASE IF EXISTS {_database} WITH (FORCE)");
    }

    private Task CreateAsync(string from) =>
        RunAsync(_superuser, $"CREATE DATABASE {_database} OWNER {new NpgsqlConnectionStringBuilder(Address).Username} {from}");

    // The server's clock cannot be moved, so statements read the test's own from a table.
    private void ShareClock()
    {
        if (_time is not null)
        {
            SetClock();
            _time.Moved += SetClock;
        }
    }

    private void SetClock()
    {
        lock (_lock)
        {
            if (_clock is null)
            {
                _clock = new NpgsqlConnection(Unpooled(Address));
                _clock.Open();
            }

            using var command = new NpgsqlCommand("UPDATE sys_test_clock SET ms = $1", _clock)
            {
                Parameters = { new NpgsqlParameter<long> { TypedValue = _time!.GetUtcNow().ToUnixTimeMilliseconds() } },
            };
            command.ExecuteNonQuery();
        }
    }

    private static async Task RunAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(Unpooled(address));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Unpooled(string address) => new NpgsqlConnectionStringBuilder(address) { Pooling = false }.ConnectionString;
}
