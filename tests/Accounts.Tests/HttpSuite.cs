namespace Parley.Accounts.Tests;

/// <summary>A suite that speaks to a running server whose environment names an owner and a key.</summary>
public abstract class HttpSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    internal TestApp App { get; private set; } = null!;

    protected virtual Dictionary<string, string?> Settings => TestApp.Owner;

    /// <summary>Carries the environment key.</summary>
    internal HttpClient Operator { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        App = await TestApp.StartAsync(Database, Settings);
        Operator = App.NewClient(TestApp.EnvironmentKey);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (App is not null)
        {
            Operator.Dispose();
            await App.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
