using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Host.Edge.Tls;

/// <summary>A certificate in a file, with its key and the certificates between it and its root; read again when the file changes.</summary>
/// <param name="path">A PEM file, or a PKCS#12 one.</param>
/// <param name="keyPath">Where the key of a PEM file is, when not in it.</param>
internal sealed class CertificateFile(string path, string? keyPath, string? password, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private (DateTime, DateTime) _written;
    private long _lookedAt;
    private SslStreamCertificateContext? _current;

    public string Path => path;

    /// <summary>The certificate that the server was started with.</summary>
    public string FirstThumbprint { get; private set; } = "";

    /// <summary>Reads it for the first time.</summary>
    /// <exception cref="CryptographicException">The file holds no certificate with its key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Open()
    {
        (_written, _lookedAt) = (Written(), time.GetTimestamp());
        _current = Load();
        FirstThumbprint = _current.TargetCertificate.Thumbprint;
    }

    /// <summary>The certificate of now. While a new one is half written, the old one.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_lookedAt) >= Look)
            {
                _lookedAt = time.GetTimestamp();
                TakeNew();
            }

            return _current!;
        }
    }

    private void TakeNew()
    {
        try
        {
            var written = Written();
            if (written != _written)
            {
                _current = Load();
                _written = written;
                logger.CertificateReplaced(_current.TargetCertificate.NotAfter.ToUniversalTime());
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            logger.CertificateUnreadable(path, exception);
        }
    }

    private (DateTime, DateTime) Written() => (File.GetLastWriteTimeUtc(path), keyPath is null ? default : File.GetLastWriteTimeUtc(keyPath));

    private SslStreamCertificateContext Load()
    {
        foreach (var file in new[] { path, keyPath ?? path })
        {
            if (!File.Exists(file))
            {
                throw new FileNotFoundException($"There is no file {file}.");
            }
        }

        var chain = new X509Certificate2Collection();
        if (X509Certificate2.GetCertContentType(path) == X509ContentType.Pkcs12)
        {
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
            return Context(chain.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("There is no key in the file."), chain);
        }

        chain.ImportFromPemFile(path);
        using var plain = password is null
            ? X509Certificate2.CreateFromPemFile(path, keyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath);

        // Windows takes no key that was not once in a PKCS#12 file.
        return Context(X509CertificateLoader.LoadPkcs12(plain.Export(X509ContentType.Pkcs12), null), chain);
    }

    private static SslStreamCertificateContext Context(X509Certificate2 certificate, X509Certificate2Collection chain) =>
        SslStreamCertificateContext.Create(certificate, chain, offline: true);
}
