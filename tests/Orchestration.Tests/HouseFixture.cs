namespace Parley.Orchestration.Tests;

/// <summary>One house for the tests of a class: each of them has its own subject.</summary>
public abstract class HouseFixture(DatabaseKind kind) : IAsyncLifetime
{
    private TurnHouse? _house;
    private Exception? _absent;

    /// <summary>Skips the test that asks for it where the database is not there.</summary>
    internal TurnHouse House => _house ?? throw _absent!;

    public async ValueTask InitializeAsync()
    {
        try
        {
            _house = await TurnHouse.OpenAsync(kind);
        }
        catch (Exception exception)
        {
            // A fixture cannot skip; its tests can.
            _absent = exception;
        }
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _house?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}

public sealed class SqliteHouse() : HouseFixture(DatabaseKind.Sqlite);

public sealed class PostgreSqlHouse() : HouseFixture(DatabaseKind.PostgreSql);
