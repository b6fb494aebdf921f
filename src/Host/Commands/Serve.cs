using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Parley.Host.Backups;
using Parley.Host.Composition;
using Parley.Host.Edge;

namespace Parley.Host.Commands;

/// <summary>serve — takes the data folder, brings the database up to date, answers until it is told to stop, and drains.</summary>
internal static class Serve
{
    public static async Task<int> RunAsync(Invocation invocation)
    {
        var app = ParleyApp.Build(invocation.Settings);

        // Given back when the app has ended, which writes and clears up to its last moment.
        var folder = app.Services.GetRequiredService<DataFolder>();
        using var alone = folder.Lock();
        await using var ending = app;
        Leftovers.Sweep(folder);
        foreach (var sentence in UnknownSettings.Sentences(app.Configuration))
        {
            app.Logger.SettingUnknown(sentence);
        }

        await app.StartAsync();
        if (!PageFiles.Exist)
        {
            app.Logger.PageMissing(PageFiles.Folder);
        }

        var url = ReachableUrl(app.Services.GetRequiredService<IServer>());
        app.Services.GetRequiredService<AdminSocket>().Open(url);
        await invocation.Output.WriteLineAsync($"Parley is ready at {url}");
        if (app.Services.GetRequiredService<Preparation>().Accounts?.OwnerLink is { } link)
        {
            await invocation.Output.WriteLineAsync($"Nobody owns it yet. This link makes its opener the owner; it works once, and not for long:\n{url}{link}");
        }

        await invocation.Output.FlushAsync();
        await app.WaitForShutdownAsync();
        return 0;
    }

    // What listens on every address is reached from here by the machine's own name.
    private static string ReachableUrl(IServer server) =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()?
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal)
        ?? Settings.DefaultUrl;
}
