using Parley.Host.Commands;
using Parley.Host.Composition;
using Parley.Storage;

namespace Parley.Host.Doctor;

/// <summary>The database: whether it answers, which schema it has, and what its clock says. Nothing in it is changed.</summary>
internal sealed class DatabaseChecks(SystemDatabase database, StorageLook look, TimeProvider time)
{
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(2);

    /// <summary>Looks where there is something to look at: whoever asks for the checks opens the database, and would make one.</summary>
    /// <param name="isAlone">True beside no server, which would have brought the database to its own schema.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(IServiceProvider services, bool isAlone, CancellationToken cancellationToken)
    {
        var folder = services.GetRequiredService<DataFolder>();
        if (services.GetRequiredService<Settings>().Database is null && !folder.HasDatabase)
        {
            return [Finding.Note($"there is no database in {folder.Path} yet; the first start makes it. PARLEY_DATA names another folder")];
        }

        try
        {
            var checks = services.GetRequiredService<DatabaseChecks>();
            return [await checks.SchemaAsync(isAlone, cancellationToken), await checks.ClockAsync(cancellationToken)];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return
            [
                Finding.Fault(Startup.Explain(exception)
                    ?? $"the database cannot be used: {exception.Message.TrimEnd('.')}. Restore the newest backup into an empty data folder, or repair it"),
            ];
        }
    }

    private async Task<Finding> SchemaAsync(bool isAlone, CancellationToken cancellationToken)
    {
        await database.CheckAsync(cancellationToken);
        return isAlone && await look.CountPendingAsync(cancellationToken) is > 0 and var pending
            ? Finding.Note($"the database ({database.Technology}) answers; {pending} migrations are pending: 'migrate' or the next start applies them, and 'backup' comes first")
            : Finding.Fine($"the database ({database.Technology}) answers and is at this program's schema");
    }

    private async Task<Finding> ClockAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var asked = time.GetTimestamp();
        var there = DateTimeOffset.FromUnixTimeMilliseconds(await connection.ScalarAsync<long>("SELECT {now}"));
        var skew = there - time.GetUtcNow() + (time.GetElapsedTime(asked) / 2);
        return skew.Duration() > MostSkew
            ? Finding.Note($"the database's clock differs from this machine's by {skew.TotalSeconds:0.0} s: set both by NTP")
            : Finding.Fine("this machine's clock and the database's agree");
    }
}
