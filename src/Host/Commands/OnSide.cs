using Parley.Host.Composition;

namespace Parley.Host.Commands;

/// <summary>Verbs that ask the running server, or do the work themselves where none runs.</summary>
internal static class OnSide
{
    public static async Task<int> RunAsync(Invocation invocation)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(
            System.Runtime.InteropServices.PosixSignal.SIGINT, signal => (signal.Cancel, _) = (true, stop.CancelAsync()));

        var app = ParleyApp.Build(invocation.Settings, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var folder = app.Services.GetRequiredService<DataFolder>();
        if (invocation.Command.NeedsDatabase && app.Services.GetRequiredService<Settings>().Database is null && !folder.HasDatabase)
        {
            throw new CommandException($"There is no database in {folder.Path}. PARLEY_DATA names the folder; without it, it is 'data' in the working directory.");
        }

        var words = invocation.Words.Select(word => Path.GetFullPath(word, invocation.WorkingDirectory)).ToList();

        // Given back when the app has ended, which writes to its last moment.
        using var alone = folder.TryLock();
        await using var ending = app;
        if (alone is null)
        {
            return await AdminClient.SendAsync(
                folder, new AdminRequest(invocation.Command.Name, words, invocation.Options), invocation.Output, invocation.Errors, stop.Token);
        }

        var call = new AdminCall(words, invocation.Options, line => invocation.Output.WriteLineAsync(line));
        return await app.Services.GetRequiredKeyedService<IAdminVerb>(invocation.Command.Name).RunAsync(call, stop.Token);
    }
}
