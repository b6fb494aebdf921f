using Parley.Host.Backups;
using Parley.Host.Composition;

namespace Parley.Host.Commands;

/// <summary>Verbs that ask the running server, or do the work themselves where none runs.</summary>
internal static class OnSide
{
    public static async Task<int> RunAsync(Invocation invocation)
    {
        using var stop = new Interruption();
        var app = ParleyApp.Build([.. invocation.Settings, .. Own(invocation)], builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var folder = app.Services.GetRequiredService<DataFolder>();
        var settings = app.Services.GetRequiredService<Settings>();
        if (invocation.Command.NeedsDatabase && settings.Database is null && !folder.HasDatabase)
        {
            throw new CommandException($"There is no database in {folder.Path}. PARLEY_DATA names the folder; without it, it is 'data' in the working directory.");
        }

        var words = invocation.Command.TakesPaths ? [.. invocation.Words.Select(word => Path.GetFullPath(word, invocation.WorkingDirectory))] : invocation.Words;

        var options = invocation.Options.ToDictionary(
            option => option.Key, option => invocation.Command.OptionsThatArePaths.Contains(option.Key) ? Path.GetFullPath(option.Value, invocation.WorkingDirectory) : option.Value);

        // Given back when the app has ended, which writes to its last moment.
        using var alone = folder.TryLock();
        await using var ending = app;
        if (alone is null)
        {
            var request = new AdminRequest(invocation.Command.Name, words, WithReader(options, invocation, settings));
            try
            {
                return await AdminClient.SendAsync(folder, request, invocation.Output, invocation.Errors, stop.Token);
            }
            catch (OperationCanceledException)
            {
                throw new CommandException("Nobody waits for it any more; the running server goes on with it.");
            }
        }

        var call = new AdminCall(words, options, line => invocation.Output.WriteLineAsync(line))
        {
            Tell = line => invocation.Errors.WriteLineAsync($"parley {invocation.Command.Name}: {line}"),
        };
        if (invocation.Command.NeedsWorkers)
        {
            await app.StartAsync(stop.Token);
        }

        try
        {
            return await app.Services.GetRequiredKeyedService<IAdminVerb>(invocation.Command.Name).RunAsync(call, stop.Token);
        }
        finally
        {
            if (invocation.Command.NeedsWorkers)
            {
                await app.StopAsync(CancellationToken.None);
            }
        }
    }

    // Who may read the rows of all tenants is told to the server for this verb alone, over a socket that only its owner can open.
    private static Dictionary<string, string> WithReader(Dictionary<string, string> options, Invocation invocation, Settings settings) =>
        invocation.Command.Name == "backup" && settings.BackupDatabase is { } reader
            ? new Dictionary<string, string>(options) { [BackUpVerb.ReaderOption] = reader }
            : options;

    // What has to be started listens where nobody looks for it.
    private static IEnumerable<KeyValuePair<string, string?>> Own(Invocation invocation) =>
        invocation.Command.NeedsWorkers ? [new("urls", "http://127.0.0.1:0")] : [];
}
