using System.Data.Common;
using Dapper;

namespace Parley.Storage;

/// <summary>A connection inside one transaction or snapshot. Dispose it soon: it is never held across a call to a provider.</summary>
public abstract class DatabaseConnection(DbConnection connection, DbTransaction? transaction, SqlDialect dialect, IConnectionOwner owner)
    : IAsyncDisposable
{
    private List<(string Topic, string Key)>? _notifications;
    private volatile bool _ended;

    static DatabaseConnection() => Rows.RegisterOnce();

    /// <summary>What the adapter tells <see cref="Signals"/> once the transaction is committed.</summary>
    public IReadOnlyList<(string Topic, string Key)> Notifications => _notifications ?? [];

    /// <returns>The number of rows changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? args = null) =>
        Kept(sql, args) is { } kept && owner.ExecuteAsync(kept, TenantParameter) is { } own ? own : Told(Usable().ExecuteAsync(Command(sql, args)));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? args = null) =>
        await (Own<T>(sql, args, int.MaxValue) ?? AskAsync<T>(sql, args));

    /// <returns>The only row, or the default when there is none.</returns>
    public async Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? args = null) => Own<T>(sql, args, int.MaxValue) is { } own
        ? (await own).SingleOrDefault()
        : await Told(Usable().QuerySingleOrDefaultAsync<T>(Command(sql, args)));

    public async Task<T?> ScalarAsync<T>(string sql, object? args = null) => Own<T>(sql, args, 1) is { } own
        ? await own is [var first, ..] ? first : default
        : await Told(Usable().ExecuteScalarAsync<T>(Command(sql, args)));

    /// <summary>Runs one statement once per row, in one round trip.</summary>
    /// <param name="names">The parameters' names without <c>@</c>; the tenant is added by a tenant's connection.</param>
    /// <param name="rows">The parameters' values, each row in the order of the names.</param>
    /// <returns>For each row the number of rows it changed.</returns>
    public Task<IReadOnlyList<int>> ExecuteManyAsync(string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows) =>
        rows.Count == 0
            ? Task.FromResult<IReadOnlyList<int>>([])
            : Told(owner.ExecuteManyAsync(Usable(), transaction, dialect.Render(sql), names, rows, TenantParameter));

    /// <summary>
    /// Runs one statement over many rows, all at once where the database can. <c>{rows}</c> in it stands for them as a table
    /// <c>given</c> whose columns are the names; a clause has to follow it, as <c>WHERE true</c> before <c>ON CONFLICT</c>.
    /// </summary>
    /// <returns>The first column of what the statement returned.</returns>
    public Task<IReadOnlyList<string>> QueryManyAsync(string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows) =>
        rows.Count == 0
            ? Task.FromResult<IReadOnlyList<string>>([])
            : Told(owner.QueryManyAsync(Usable(), dialect.Render(sql), names, rows, TenantParameter));

    /// <summary>Runs statements in their order and in one round trip; what they change is not counted.</summary>
    public Task ExecuteAllAsync(IReadOnlyList<Statement> statements) => statements.Count == 0
        ? Task.CompletedTask
        : Told(owner.ExecuteAllAsync(
            Usable(),
            [.. statements.Select(one => new BoundStatement(dialect.Render(one.Sql), one.Names, one.Types, one.Values))],
            TenantParameter));

    /// <summary>Tells subscribers of the topic, on every node, that something about the key changed, once this transaction is committed.</summary>
    public void NotifyOnCommit(string topic, string key) => (_notifications ??= []).Add((topic, key));

    /// <summary>
    /// For an erasure, before its first deletion: has what this transaction deletes overwritten in the database's files, where the database
    /// is this program's own. A server cleans its files in its own time.
    /// </summary>
    public void OverwriteDeleted()
    {
        Usable();
        owner.OverwriteDeleted();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!_ended)
        {
            _ended = true;
            await owner.ReleaseAsync(connection, transaction);
        }
    }

    /// <summary>The tenant that every statement carries, or null on a system connection.</summary>
    internal virtual string? TenantParameter => null;

    // A unit that goes on after its transaction ended would write into somebody else's.
    private DbConnection Usable() =>
        _ended ? throw new InvalidOperationException("This connection was given back: its transaction has ended.") : connection;

    private Task<IReadOnlyList<T>>? Own<T>(string sql, object? args, int most) =>
        Kept(sql, args) is { } kept ? owner.QueryAsync<T>(kept, TenantParameter, most) : null;

    /// <summary>The statement for a database that keeps statements prepared; null where it keeps none such.</summary>
    private BoundStatement? Kept(string sql, object? args)
    {
        Usable();
        var arguments = args is null ? Arguments.None : Arguments.Of(args);
        return owner.KeepsStatements && arguments.ArePlain
            ? new(dialect.Render(sql), arguments.Names, arguments.Types, args is null ? [] : arguments.Values(args))
            : null;
    }

    private async Task<IReadOnlyList<T>> AskAsync<T>(string sql, object? args) =>
        (await Told(Usable().QueryAsync<T>(Command(sql, args)))).AsList();

    private async Task<T> Told<T>(Task<T> running)
    {
        try
        {
            return await running;
        }
        catch (DbException exception) when (owner.Translate(exception) is var told && told != exception)
        {
            throw told;
        }
    }

    private CommandDefinition Command(string sql, object? args)
    {
        object? parameters = args;
        if (TenantParameter is { } tenant)
        {
            var all = new DynamicParameters(args);
            all.Add("tenant", tenant);
            parameters = all;
        }

        return new CommandDefinition(dialect.Render(sql), parameters, transaction);
    }
}

/// <summary>A connection for one tenant. Every statement gets the parameter <c>@tenant</c>, and every statement on a tenant's table names it.</summary>
public sealed class TenantConnection(
    TenantId tenant, DbConnection connection, DbTransaction? transaction, SqlDialect dialect, IConnectionOwner owner)
    : DatabaseConnection(connection, transaction, dialect, owner)
{
    public TenantId Tenant { get; } = tenant;

    internal override string TenantParameter => Tenant.Value;
}

/// <summary>A connection for what has no content and spans tenants: tables named <c>sys_…</c>. On PostgreSQL it sees no tenant's rows.</summary>
public sealed class SystemConnection(DbConnection connection, DbTransaction? transaction, SqlDialect dialect, IConnectionOwner owner)
    : DatabaseConnection(connection, transaction, dialect, owner);

/// <summary>What an adapter does on behalf of the connections it handed out.</summary>
public interface IConnectionOwner
{
    ValueTask ReleaseAsync(DbConnection connection, DbTransaction? transaction);

    /// <inheritdoc cref="DatabaseConnection.OverwriteDeleted"/>
    void OverwriteDeleted()
    {
    }

    /// <summary>Whether it keeps statements prepared, and runs them itself.</summary>
    bool KeepsStatements => false;

    /// <param name="tenant">Value of the parameter <c>tenant</c>, or null when the statement has none.</param>
    /// <returns>The number of rows changed; null when it is no statement to be kept, and was not run.</returns>
    Task<int>? ExecuteAsync(BoundStatement statement, string? tenant) => null;

    /// <param name="tenant">Value of the parameter <c>tenant</c>, or null when the statement has none.</param>
    /// <param name="most">How many rows are read.</param>
    /// <returns>The rows; null when it is no statement to be kept, or its rows make no <typeparamref name="T"/>, and it was not run.</returns>
    Task<IReadOnlyList<T>>? QueryAsync<T>(BoundStatement statement, string? tenant, int most) => null;

    /// <param name="tenant">Value of the parameter <c>tenant</c>, or null when the statement has none.</param>
    Task<IReadOnlyList<int>> ExecuteManyAsync(
        DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant);

    /// <param name="tenant">Value of the parameter <c>tenant</c>, or null when the statement has none.</param>
    Task<IReadOnlyList<string>> QueryManyAsync(
        DbConnection connection, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant);

    /// <param name="tenant">Value of the parameter <c>tenant</c>, or null when the statements have none.</param>
    /// <returns>The number of rows changed by all of them.</returns>
    Task<int> ExecuteAllAsync(DbConnection connection, IReadOnlyList<BoundStatement> statements, string? tenant);

    /// <summary>Makes a <see cref="StorageUnavailableException"/> of errors that say "not now"; all others stay what they are.</summary>
    Exception Translate(Exception exception);
}
