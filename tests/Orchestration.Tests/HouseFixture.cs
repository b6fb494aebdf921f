namespace Parley.Orchestration.Tests;

/// <summary>One house for the tests of a class: each of them has its own subject.</summary>
public abstract class HouseFixture(DatabaseKind kind) : IAsyncLifetime
{
    internal TurnHouse House { get; private set; } = null!;

    public async ValueTask InitializeAsync() => House = await TurnHouse.OpenAsync(kind);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return House.DisposeAsync();
    }
}

public sealed class SqliteHouse() : HouseFixture(DatabaseKind.Sqlite);

public sealed class PostgreSqlHouse() : HouseFixture(DatabaseKind.PostgreSql);
