using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>Runs units in a transaction and, once they are committed, tells this node's subscribers.</summary>
internal sealed class PostgreSqlUnits(PostgreSqlTransactions transactions, Signals signals, ILogger logger)
{
    private const string ReadWrite = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

    /// <summary>A part of a group as a unit of its own.</summary>
    public static Func<DatabaseConnection, Task<bool>> Of(TenantWrite write) => async connection =>
    {
        await write.Unit((TenantConnection)connection);
        return true;
    };

    /// <summary>Runs one unit and commits it.</summary>
    public async Task<T> RunAsync<T>(TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, CancellationToken cancellationToken)
    {
        var notifications = new HashSet<(string Topic, string Key)>();
        var raw = await transactions.BeginAsync(ReadWrite, tenant, cancellationToken);
        T result;
        try
        {
            result = await RunUnitAsync(raw, tenant, unit, notifications);
            await transactions.CommitAsync(raw, notifications);
        }
        catch
        {
            await PostgreSqlTransactions.AbandonAsync(raw);
            throw;
        }

        await raw.DisposeAsync();
        Raise(notifications);
        return result;
    }

    /// <summary>Runs units of several tenants and commits them together: all of them, or none.</summary>
    public async Task RunTogetherAsync(IReadOnlyList<TenantWrite> writes, CancellationToken cancellationToken)
    {
        var notifications = new HashSet<(string Topic, string Key)>();
        var tenant = writes[0].Tenant;
        var raw = await transactions.BeginAsync(ReadWrite, tenant, cancellationToken);
        try
        {
            foreach (var write in writes)
            {
                if (write.Tenant != tenant)
                {
                    tenant = write.Tenant;
                    await PostgreSqlTransactions.SwitchAsync(raw, tenant);
                }

                await RunUnitAsync(raw, tenant, Of(write), notifications);
            }

            await transactions.CommitAsync(raw, notifications);
        }
        catch
        {
            await PostgreSqlTransactions.AbandonAsync(raw);
            throw;
        }

        await raw.DisposeAsync();
        Raise(notifications);
    }

    private async Task<T> RunUnitAsync<T>(
        NpgsqlConnection raw, TenantId? tenant, Func<DatabaseConnection, Task<T>> unit, HashSet<(string Topic, string Key)> notifications)
    {
        await using var connection = transactions.Share(raw, tenant);
        try
        {
            var result = await unit(connection);
            notifications.UnionWith(connection.Notifications);
            return result;
        }
        catch (InvalidOperationException exception) when (raw.State != ConnectionState.Open)
        {
            throw new StorageUnavailableException("The connection to PostgreSQL was lost.", exception);
        }
    }

    private void Raise(IEnumerable<(string Topic, string Key)> notifications)
    {
        foreach (var (topic, key) in notifications)
        {
            try
            {
                signals.Raise(topic, key);
            }
            catch (Exception exception)
            {
                // The commit stands, whatever a subscriber makes of it.
                logger.SubscriberFailed(topic, exception);
            }
        }
    }
}
