namespace Parley.Server.Tests.Edge;

/// <summary>One server in the tests' own process that the tests of the edge share.</summary>
public sealed class EdgeServerFixture : IAsyncLifetime
{
    internal InProcessServer Server { get; private set; } = null!;

    internal Uri Url { get; private set; } = null!;

    /// <summary>Speaks for the first owner.</summary>
    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await InProcessServer.StartAsync();
        Client = Server.NewClient(Server.Key);
        Url = Client.BaseAddress!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
