using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Server.Tests.Attacks;

/// <summary>One world that the tests of a class share; made by the first that needs it, so that a database that is not there skips tests and breaks none.</summary>
public abstract class WorldFixture : IAsyncDisposable
{
    private protected PostgresDatabase? Database { get; private set; }

    internal World World { get; private set; } = null!;

    private protected abstract bool IsPostgreSql { get; }

    public async ValueTask SkipOrBeReadyAsync()
    {
        if (World is null)
        {
            Database = IsPostgreSql ? await PostgresDatabase.CreateAsync() : null;
            World = await World.MakeAsync(await StartAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (World is not null)
        {
            await World.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    internal virtual Task<InProcessServer> StartAsync() => InProcessServer.StartAsync(Database);
}

public sealed class SqliteWorld : WorldFixture
{
    private protected override bool IsPostgreSql => false;
}

public class PostgreSqlWorld : WorldFixture
{
    private protected override bool IsPostgreSql => true;

    internal string SuperConnection => Database!.SuperConnection;

    internal string Connection => Database!.Connection;
}

/// <summary>A server whose statements forget to ask for the tenant's rows.</summary>
public sealed partial class ForgetfulWorld : PostgreSqlWorld
{
    private readonly ConcurrentDictionary<string, bool> _forgot = new();

    /// <summary>Statements that lost their filter.</summary>
    internal IReadOnlyCollection<string> Forgot => [.. _forgot.Keys];

    internal override Task<InProcessServer> StartAsync() => InProcessServer.StartAsync(
        Database,
        builder =>
        {
            builder.Services.AddSingleton(new StatementRewrite(Forget));

            // The counter-proof makes this server fail on purpose.
            builder.Logging.ClearProviders();
        });

    private string Forget(string sql)
    {
        var forgetful = Filter().Replace(sql, match => IsOfSystem(sql, match.Groups["alias"].Value) ? match.Value : "@tenant = @tenant");
        if (forgetful != sql)
        {
            _forgot[sql] = true;
        }

        return forgetful;
    }

    // Heads without content, in the tables sys_…, have no policy: there the filter stays.
    private static bool IsOfSystem(string sql, string alias) =>
        sql.Contains("sys_", StringComparison.Ordinal)
        && (alias.Length == 0 || Regex.IsMatch(sql, $@"\bsys_\w+\s+(as\s+)?{alias}\b", RegexOptions.IgnoreCase));

    [GeneratedRegex(@"(\b(?<alias>\w+)\.)?\btenant_id = @tenant\b")]
    private static partial Regex Filter();
}
