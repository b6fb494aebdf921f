using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Parley.Host.Composition;

namespace Parley.Host.Edge.Tls;

/// <summary>
/// The certificate files that Kestrel's settings name. Kestrel would close an endpoint and its connections to change its certificate, and
/// not change those of <c>--urls</c> at all; here the next handshake simply shows the new one.
/// </summary>
internal sealed class Certificates
{
    private readonly List<CertificateFile> _files = [];

    /// <summary>Until when each is good.</summary>
    public IEnumerable<(string Path, DateTimeOffset NotAfter)> Expiries => _files.Select(file => (file.Path, new DateTimeOffset(file.Current().TargetCertificate.NotAfter)));

    /// <exception cref="SettingsException">A file cannot be read as a certificate with its key.</exception>
    public static Certificates Read(IConfigurationSection kestrel, string root, TimeProvider time, ILogger logger)
    {
        var certificates = new Certificates();
        var sections = kestrel.GetSection("Endpoints").GetChildren().Select(endpoint => endpoint.GetSection("Certificate"))
            .Prepend(kestrel.GetSection("Certificates:Default"));
        foreach (var section in sections)
        {
            if (section["Path"] is { Length: > 0 } path)
            {
                var key = section["KeyPath"] is { Length: > 0 } keyPath ? Path.Combine(root, keyPath) : null;
                certificates.Add(new CertificateFile(Path.Combine(root, path), key, section["Password"], time, logger), section.Path);
            }
        }

        return certificates;
    }

    /// <summary>Lets every endpoint show the newest certificate of the file that it was started with.</summary>
    public void Use(KestrelServerOptions kestrel)
    {
        if (_files.Count > 0)
        {
            kestrel.ConfigureHttpsDefaults(https => https.OnAuthenticate = (_, tls) => Renew(tls));
        }
    }

    private void Renew(SslServerAuthenticationOptions tls)
    {
        var first = (tls.ServerCertificateContext?.TargetCertificate ?? tls.ServerCertificate)?.GetCertHashString();
        if (_files.Find(file => file.FirstThumbprint == first) is { } file)
        {
            tls.ServerCertificateContext = file.Current();
        }
    }

    private void Add(CertificateFile file, string setting)
    {
        try
        {
            file.Open();
            _files.Add(file);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"The certificate that {setting.Replace(":", "__", StringComparison.Ordinal)} names cannot be used: {exception.Message}");
        }
    }
}
