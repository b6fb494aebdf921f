namespace Parley.Sources.Tests;

/// <summary>What suites about websites begin with: a site, and a way to make a source of it.</summary>
public abstract class SiteSuite(DatabaseKind kind) : SourcesSuite(kind)
{
    protected Site TheSite { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        TheSite = await Site.OpenAsync(House.Time);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (TheSite is not null)
        {
            await TheSite.DisposeAsync();
        }
    }

    protected Task<SourceId> AddAsync(Func<SettingsForm, SettingsForm>? with = null) =>
        House.AddAsync(SourceKinds.Website, (with ?? (form => form))(new SettingsForm { Url = TheSite.Address + "/" }));

    protected async Task<IReadOnlyList<string>> CurrentAsync(SourceId id) =>
        [.. (await House.ItemsAsync(id)).Where(item => item.State == "current").Select(item => new Uri(item.ExternalId).PathAndQuery).Order(StringComparer.Ordinal)];
}
