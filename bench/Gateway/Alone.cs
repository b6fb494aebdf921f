using System.Diagnostics;

namespace Parley.Bench.Gateway;

/// <summary><see cref="GatewayServer"/> as a process of its own.</summary>
internal sealed class Alone : Target
{
    private readonly Process _process;

    private Alone(Process process, Uri url) => (_process, Url) = (process, url);

    public override string Name => "Parley, gateway alone";

    public override Uri Url { get; }

    protected override IReadOnlyList<int> Processes => [_process.Id];

    public static async Task<Alone> StartAsync(Uri upstream)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(Alone).Assembly.Location, "serve", upstream.ToString()])
        {
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(GatewayServer.Ready, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new Uri(line[GatewayServer.Ready.Length..].Trim()));
            }
        }

        throw new InvalidOperationException("The gateway did not start.");
    }

    public override async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
