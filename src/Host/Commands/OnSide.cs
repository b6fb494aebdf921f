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

        await using var app = ParleyApp.Build(invocation.Settings, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var folder = app.Services.GetRequiredService<DataFolder>();
        var words = invocation.Words.Select(word => Path.GetFullPath(word, invocation.WorkingDirectory)).ToList();
        using var alone = folder.TryLock();
        if (alone is null)
        {
            return await AdminClient.SendAsync(
                folder, new AdminRequest(invocation.Command.Name, words, invocation.Options), invocation.Output, invocation.Errors, stop.Token);
        }

        var call = new AdminCall(words, invocation.Options, line => invocation.Output.WriteLineAsync(line));
        return await app.Services.GetServices<IAdminVerb>().Single(verb => verb.Name == invocation.Command.Name).RunAsync(call, stop.Token);
    }
}
