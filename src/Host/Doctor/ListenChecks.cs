using System.Net;
using System.Net.Sockets;
using Parley.Host.Composition;
using Parley.Host.Edge.Tls;

namespace Parley.Host.Doctor;

/// <summary>Where the server is to listen: whether the ports are free and the certificates good for a while.</summary>
internal static class ListenChecks
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(21);

    public static IEnumerable<Finding> Ports(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = new Uri(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal));
            if (address.Port > 0 && Taken(address) is { } why)
            {
                yield return Finding.Fault($"nothing can listen on {url}: {why}");
            }
        }
    }

    public static IEnumerable<Finding> CertificatesOf(IConfiguration configuration, string root, TimeProvider time, ILogger logger)
    {
        Certificates certificates;
        try
        {
            certificates = Certificates.Read(configuration.GetSection("Kestrel"), root, time, logger);
        }
        catch (SettingsException unusable)
        {
            return [Finding.Fault(unusable.Message)];
        }

        return certificates.Expiries.Select(one => Expiry(one.Path, one.NotAfter, time.GetUtcNow()));
    }

    private static Finding Expiry(string path, DateTimeOffset notAfter, DateTimeOffset now) =>
        notAfter <= now ? Finding.Fault($"the certificate {path} ended at {notAfter:u}: put a new one in its place; the server takes it without a restart")
        : notAfter - now < Soon ? Finding.Note($"the certificate {path} ends at {notAfter:u}: put a new one in its place; the server takes it without a restart")
        : Finding.Fine($"the certificate {path} is good until {notAfter:u}");

    private static string? Taken(Uri address)
    {
        var ip = IPAddress.TryParse(address.DnsSafeHost, out var given) ? given
            : address.IsLoopback ? IPAddress.Loopback
            : IPAddress.Any;
        using var listener = new TcpListener(ip, address.Port);
        try
        {
            listener.Start();
            return null;
        }
        catch (SocketException taken)
        {
            return taken.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program does; stop it, or choose another address with --urls",
                SocketError.AccessDenied => "this user may not; choose a port above 1023 with --urls, or put a proxy before it",
                SocketError.AddressNotAvailable => "this machine has no such address; choose another with --urls",
                _ => $"{taken.Message}; choose another with --urls",
            };
        }
    }
}
