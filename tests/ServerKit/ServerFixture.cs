using Xunit;

namespace Parley.ServerKit;

/// <summary>One running server on SQLite that the tests of a class share.</summary>
public class ServerFixture : IAsyncLifetime
{
    public ServerProcess Server { get; private set; } = null!;

    protected virtual ServerOptions Options => new();

    public async ValueTask InitializeAsync() => Server = await ServerProcess.StartAsync(Options);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
    }
}

/// <summary>One that has the product's documentation, as somebody meets it who starts it for the first time.</summary>
public sealed class FirstStartFixture : ServerFixture
{
    protected override ServerOptions Options => new() { PlantsDocumentation = true };
}
