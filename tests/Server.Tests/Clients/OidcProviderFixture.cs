using System.Diagnostics;

namespace Parley.Server.Tests.Clients;

/// <summary>A running server, and the npm package <c>oidc-provider</c> as an identity provider that it may call.</summary>
public sealed class OidcProviderFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Process? _node;
    private string? _skip;

    public ServerProcess Server { get; private set; } = null!;

    /// <summary>Who the provider says it is, and its address.</summary>
    public string Issuer { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Clients", "oidc");
        if (!await CanRunAsync("node", "--version"))
        {
            _skip = "oidc-provider is not tested: node is not to be had.";
            return;
        }

        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            await InstallAsync(folder);
        }

        _node = Start("node", folder, "provider.mjs");
        Issuer = await ReadIssuerAsync(_node);
        Server = await ServerProcess.StartAsync(new() { Environment = new Dictionary<string, string> { ["Parley__Http__AllowPrivateAddresses"] = "true" } });
    }

    public void SkipWithoutNode() => Assert.SkipWhen(_skip is not null, _skip ?? "");

    public async ValueTask DisposeAsync()
    {
        if (Server is not null)
        {
            await Server.DisposeAsync();
        }

        if (_node is not null)
        {
            _node.Kill(entireProcessTree: true);
            await _node.WaitForExitAsync();
            _node.Dispose();
        }
    }

    private static async Task<bool> CanRunAsync(string program, string args)
    {
        try
        {
            using var process = Start(program, AppContext.BaseDirectory, args);
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task InstallAsync(string folder)
    {
        using var process = Start("npm", folder, "ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error");
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"npm ended with {process.ExitCode}: {await errors}");
    }

    private static async Task<string> ReadIssuerAsync(Process node)
    {
        const string Sign = "issuer ";
        var errors = node.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Patience);
        while (await node.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith(Sign, StringComparison.Ordinal))
            {
                return line[Sign.Length..];
            }
        }

        throw new InvalidOperationException($"oidc-provider did not start: {await errors}");
    }

    private static Process Start(string program, string folder, params string[] args) => Process.Start(new ProcessStartInfo(program, args)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
