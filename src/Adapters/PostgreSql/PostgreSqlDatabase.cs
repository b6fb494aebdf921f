using Microsoft.Extensions.Logging;
using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>
/// The database on a PostgreSQL server that several nodes may share. Every commit is as durable as the server makes it: a shown event must
/// outlive the server's crash too, so <see cref="Durability.Process"/> asks for no less than <see cref="Durability.Full"/>.
/// </summary>
public sealed class PostgreSqlDatabase : IDatabaseAdapter
{
    private const string ReadOnly = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private const int Attempts = 10;

    private readonly string _connection;
    private readonly NpgsqlDataSource _source;
    private readonly SqlDialect _dialect;
    private readonly PostgreSqlTransactions _transactions;
    private readonly PostgreSqlListener _listener;
    private readonly PostgreSqlUnits _units;
    private readonly ILogger _logger;

    /// <param name="connection">An Npgsql string or a <c>postgres://</c> URL.</param>
    public PostgreSqlDatabase(string connection, Signals signals, ILogger<PostgreSqlDatabase> logger)
        : this(connection, signals, logger, PostgreSqlDialect.Usual)
    {
    }

    internal PostgreSqlDatabase(string connection, Signals signals, ILogger logger, SqlDialect dialect)
    {
        var node = Guid.NewGuid().ToString("N");
        var settings = ConnectionStrings.Read(connection);
        // Metrics carry the name; without one they would carry the address of the database.
        _source = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "parley" }.Build();
        _connection = connection;
        _dialect = dialect;
        _logger = logger;
        _transactions = new PostgreSqlTransactions(_source, dialect, node);
        _units = new PostgreSqlUnits(_transactions, signals, logger);
        var listening = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, KeepAlive = 15, MaxAutoPrepare = 0 };
        _listener = new PostgreSqlListener(listening.ConnectionString, node, signals, logger);
    }

    public string Name => "postgresql";

    public bool IsShared => true;

    /// <summary>Whether the server keeps vectors in graphs of its own; known once the schema is up to date.</summary>
    internal bool HasVectors { get; private set; }

    /// <summary>Seen by tests alone: the server's number for the listening connection, to cut it.</summary>
    internal int? ListenerProcessId => _listener.ProcessId;

    public async ValueTask<DatabaseConnection> OpenAsync(TenantId? tenant, CancellationToken cancellationToken)
    {
        try
        {
            return _transactions.Lend(await _transactions.BeginAsync(ReadOnly, tenant, cancellationToken), tenant);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFaults.Translate(exception);
        }
    }

    public async Task<T> WriteAsync<T>(
        TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, Durability durability, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _units.RunAsync(tenant, unit, cancellationToken);
            }
            catch (NpgsqlException exception) when (PostgreSqlFaults.AsksForRetry(exception) && attempt < Attempts)
            {
                _logger.UnitRunAgain(attempt, exception.SqlState!);
                await PauseAsync(attempt, cancellationToken);
            }
            catch (NpgsqlException exception) when (PostgreSqlFaults.Translate(exception) is StorageUnavailableException unavailable)
            {
                throw unavailable;
            }
        }
    }

    public async Task<IReadOnlyList<Exception?>> WriteGroupAsync(
        IReadOnlyList<TenantWrite> writes, Durability durability, CancellationToken cancellationToken)
    {
        if (writes.Count < 2)
        {
            return writes.Count == 0 ? [] : [await WriteAloneAsync(writes[0], durability, cancellationToken)];
        }

        var outcomes = new Exception?[writes.Count];
        try
        {
            await _units.RunTogetherAsync(writes, cancellationToken);
            return outcomes;
        }
        catch (Exception exception) when (PostgreSqlFaults.Translate(exception) is StorageUnavailableException unavailable)
        {
            // Whether a lost commit counts is not known, so nothing is run again here.
            Array.Fill(outcomes, unavailable);
            return outcomes;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.GroupSplit(writes.Count, exception);
        }

        for (var index = 0; index < writes.Count; index++)
        {
            outcomes[index] = await WriteAloneAsync(writes[index], durability, CancellationToken.None);
        }

        return outcomes;
    }

    public async Task MigrateAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        try
        {
            await using (var connection = await _source.OpenConnectionAsync(cancellationToken))
            {
                await PostgreSqlMigrator.MigrateAsync(connection, migrations, _dialect, cancellationToken);
                HasVectors = await PgVectorTables.EnsureAsync(connection, cancellationToken);
            }

            await _listener.StartAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFaults.TranslateSetup(exception);
        }
    }

    public async Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await PostgreSqlMigrator.AppliedAsync(connection);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFaults.TranslateSetup(exception);
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            await RowPolicies.VerifyAsync(connection);
        }
        catch (NpgsqlException exception)
        {
            throw PostgreSqlFaults.TranslateSetup(exception);
        }
    }

    public Task BackUpAsync(string file, string? reader, CancellationToken cancellationToken) =>
        PostgreSqlDump.WriteAsync(_connection, reader, file, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task<Exception?> WriteAloneAsync(TenantWrite write, Durability durability, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(write.Tenant, PostgreSqlUnits.Of(write), durability, cancellationToken);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception;
        }
    }

    // The pause is between this process and the server, so it is the machine's time and not the product's.
    private static Task PauseAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Min(500, 5 << attempt) * (0.5 + Random.Shared.NextDouble())), TimeProvider.System, cancellationToken);
}
