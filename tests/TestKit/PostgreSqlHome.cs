using Parley.Storage;
using Xunit;

namespace Parley.TestKit;

/// <summary>A database of its own on the server that the environment names.</summary>
internal sealed class PostgreSqlHome : DatabaseHome
{
    public override string Address => "";

    public static Task<PostgreSqlHome> MakeAsync(TimeProvider time, Func<string, string>? rewrite)
    {
        Assert.Skip("PostgreSQL is not tested: POSTGRES_APP_CONNECTION is not set.");
        return Task.FromResult(new PostgreSqlHome());
    }

    public override IDatabaseAdapter Connect(Signals signals) => throw new NotSupportedException();

    protected override ValueTask RemoveAsync() => ValueTask.CompletedTask;
}
