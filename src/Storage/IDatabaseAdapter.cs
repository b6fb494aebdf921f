namespace Parley.Storage;

/// <summary>
/// The port to one database technology. Rooms never see it: they use <see cref="TenantDatabase"/> and <see cref="SystemDatabase"/>.
/// </summary>
public interface IDatabaseAdapter : IAsyncDisposable
{
    /// <summary>The technology, such as <c>sqlite</c>, for health answers and logs.</summary>
    string Name { get; }

    /// <summary>True when other processes may serve the same database, so that leases must lapse before they are taken.</summary>
    bool IsShared { get; }

    /// <summary>Opens a read-only snapshot for a tenant, or for the system when the tenant is null.</summary>
    ValueTask<DatabaseConnection> OpenAsync(TenantId? tenant, CancellationToken cancellationToken);

    /// <summary>Runs a unit in one transaction and commits it. The unit may be run again when the database asks for a retry.</summary>
    Task<T> WriteAsync<T>(
        TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, Durability durability, CancellationToken cancellationToken);

    /// <summary>
    /// Commits many units of several tenants together, each after the tenant was set. A unit that fails takes no other with it.
    /// </summary>
    /// <returns>For each unit, in order, its exception, or null when it is committed.</returns>
    Task<IReadOnlyList<Exception?>> WriteGroupAsync(
        IReadOnlyList<TenantWrite> writes, Durability durability, CancellationToken cancellationToken);

    /// <summary>Applies all pending migrations in one transaction under the installation's lock, or refuses.</summary>
    /// <exception cref="MigrationException">The database is newer than the program, or was changed by other hands.</exception>
    Task MigrateAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellationToken);

    /// <returns>What the database remembers of migrations; nothing where none was ever applied. Changes nothing.</returns>
    Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(CancellationToken cancellationToken);

    /// <summary>Proves that the database may be used at all: it answers, and on PostgreSQL the role is bound by row policies.</summary>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Writes a consistent copy of the database that can be restored, while it is in use.</summary>
    /// <param name="reader">A connection that may read what the server's own may not, where the technology tells them apart; else null.</param>
    /// <exception cref="StorageSetupException">What the technology needs for it is not there; the message says what.</exception>
    Task BackUpAsync(string file, string? reader, CancellationToken cancellationToken);
}

/// <summary>One tenant's part of a group commit.</summary>
public sealed record TenantWrite(TenantId Tenant, Func<TenantConnection, Task> Unit);

/// <summary>What must survive a power loss.</summary>
public enum Durability
{
    /// <summary>Survives a crash of the process; a power loss may cost the last moments. For the log of running turns.</summary>
    Process,

    /// <summary>Survives a power loss once it is confirmed. For accepts, ends of runs and the ledger.</summary>
    Full,

    /// <summary>
    /// As <see cref="Full"/>, and for what nobody waits for: where one writer serves all, it waits for the next write, at most 50 ms, and shares its
    /// transaction. It is never written after what is asked for later.
    /// </summary>
    FullWithNext,
}
