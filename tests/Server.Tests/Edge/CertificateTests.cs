using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.TestKit;

namespace Parley.Server.Tests.Edge;

/// <summary>TLS by Kestrel's own settings: a certificate that is replaced on disk is used without a restart.</summary>
public sealed class CertificateTests
{
    [Theory]
    [InlineData("urls")]
    [InlineData("endpoint")]
    public async Task A_replaced_certificate_is_used_for_the_next_connection(string how)
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-");
        var (certificate, key) = (Path.Combine(folder.FullName, "tls.crt"), Path.Combine(folder.FullName, "tls.key"));
        var first = Write(certificate, key);
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_Kestrel__Certificates__Default__Path"] = certificate,
            ["ASPNETCORE_Kestrel__Certificates__Default__KeyPath"] = key,
        };
        if (how == "endpoint")
        {
            settings["ASPNETCORE_Kestrel__Endpoints__Https__Url"] = "https://127.0.0.1:0";
        }

        await using var server = await ServerProcess.StartAsync(new() { Environment = settings, Url = new Uri("https://127.0.0.1:0") });

        Assert.Equal("https", server.Url.Scheme);
        Assert.Equal(first, await ShownAsync(server.Url));
        await File.WriteAllTextAsync(certificate, "half a certif", TestContext.Current.CancellationToken);
        await Poll.UntilAsync(
            async () => await ShownAsync(server.Url) == first && server.Log.All.Any(line => line.Contains("the one before stays in use", StringComparison.Ordinal)),
            "the log tells of the broken file");
        var second = Write(certificate, key);
        await Poll.UntilAsync(async () => await ShownAsync(server.Url) == second, "the new certificate is shown");
        folder.Delete(recursive: true);
    }

    /// <returns>The fingerprint of the new certificate.</returns>
    private static string Write(string certificatePath, string keyPath)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(30), DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        return certificate.Thumbprint;
    }

    private static async Task<string> ShownAsync(Uri server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, TestContext.Current.CancellationToken);
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData()).Thumbprint;
    }
}
