using System.Diagnostics;

namespace Parley.Bench.Gateway;

/// <summary>Portkey's gateway, as npm has it.</summary>
internal sealed class Portkey : Target
{
    private readonly Process _process;
    private readonly Uri _upstream;

    /// <param name="folder">Where <c>npm install @portkey-ai/gateway</c> put it.</param>
    private Portkey(string folder, Uri upstream)
    {
        _upstream = upstream;
        Url = new($"http://127.0.0.1:{Nginx.FreePort()}");
        var start = new ProcessStartInfo(
            "node", [Path.Combine(folder, "node_modules/@portkey-ai/gateway/build/start-server.js"), $"--port={Url.Port}", "--headless"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["NODE_ENV"] = "production";
        start.Environment["TRUSTED_CUSTOM_HOSTS"] = "127.0.0.1,localhost";
        _process = Process.Start(start)!;
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    public override string Name => "Portkey";

    public override Uri Url { get; }

    protected override IReadOnlyList<string> Headers =>
        ["Authorization: Bearer none", "x-portkey-provider: openai", $"x-portkey-custom-host: {_upstream.ToString().TrimEnd('/')}/v1"];

    protected override IReadOnlyList<int> Processes => [_process.Id];

    public static async Task<Portkey> StartAsync(string folder, Uri upstream)
    {
        var portkey = new Portkey(folder, upstream);
        await Waiting.UntilServedAsync(portkey.Url);
        return portkey;
    }

    public override async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
