using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Host.Doctor;
using Parley.Sqlite;

namespace Parley.Server.Tests.Operating;

/// <summary>The doctor names each thing that is broken, and what to do about it.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("parley-test-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_home.FullName, "data");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task What_is_well_is_said_so_and_the_doctor_ends_with_0()
    {
        await RunAsync("migrate");

        var (code, said, errors) = await DoctorAsync(("ASPNETCORE_URLS", "http://127.0.0.1:0"));

        Assert.Equal((0, ""), (code, errors));
        Assert.DoesNotContain("FAIL", said, StringComparison.Ordinal);
        Assert.Contains("answers and is at this program's schema", said, StringComparison.Ordinal);
        Assert.Contains("clock and the database's agree", said, StringComparison.Ordinal);
        Assert.Contains("no server for mail is set", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_makes_neither_database_nor_key()
    {
        var (code, said, _) = await DoctorAsync(("ASPNETCORE_URLS", "http://127.0.0.1:0"));

        Assert.Equal(0, code);
        Assert.Contains($"note  there is no database in {Data} yet", said, StringComparison.Ordinal);
        Assert.Contains("note  there is no master key yet", said, StringComparison.Ordinal);
        Assert.Equal(["parley.lock"], Directory.GetFileSystemEntries(Data).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_doctor_tells_of_migrations_and_applies_none()
    {
        await RunAsync("migrate");
        await using var database = Database();
        await database.WriteAsync(null, connection => connection.ExecuteAsync("DELETE FROM sys_migrations WHERE room = 'orchestration'"), Storage.Durability.Full, Cancel);

        var (code, said, _) = await DoctorAsync(("ASPNETCORE_URLS", "http://127.0.0.1:0"));

        Assert.Equal(0, code);
        Assert.Matches(@"note  the database \(sqlite\) answers; \d+ migrations are pending", said);
        Assert.DoesNotContain(await database.ReadMigrationsAsync(Cancel), migration => migration.Room == "orchestration");
    }

    [Fact]
    public async Task Everything_that_is_broken_around_the_server_is_named_with_what_to_do()
    {
        await RunAsync("owner-link");
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        var certificate = WriteCertificate(DateTimeOffset.UtcNow.AddDays(-1));
        File.SetLastWriteTimeUtc(Path.Combine(Data, "master.key"), DateTime.UtcNow.AddHours(2));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Data, (UnixFileMode)0b111_101_101);
        }

        var (code, said, _) = await DoctorAsync(
            ("ASPNETCORE_URLS", url), ("OPENAI_BASE_URL", "http://127.0.0.1:1/v1"), ("ANTHROPIC_BASE_URL", "http://127.0.0.1:1"), ("Parley__Mail__Host", "127.0.0.1"), ("Parley__Mail__Port", "1"),
            ("Parley__Mail__From", "a@b.example"), ("Parley__Runs__LeaseSecond", "5"), ("Kestrel__Certificates__Default__Path", certificate));

        Assert.Equal(1, code);
        string[] sentences =
        [
            $"FAIL  nothing can listen on {url}: another program does; stop it",
            $"FAIL  the certificate {certificate} ended at",
            "FAIL  the clock says",
            "FAIL  the model that the environment names does not answer",
            "Look at ANTHROPIC_BASE_URL",
            "FAIL  no server for mail answers at 127.0.0.1:1",
            "note  Parley__Runs__LeaseSecond is no setting; did you mean Parley__Runs__LeaseSeconds?",
        ];
        Assert.All(sentences, sentence => Assert.Contains(sentence, said, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Contains($"note  the data folder {Data} can be entered by other users; 'chmod 700 {Data}' closes it", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllBytesAsync(Path.Combine(Data, "parley.db"), RandomNumberGenerator.GetBytes(16 * 1024), TestContext.Current.CancellationToken);

        var (code, said, errors) = await DoctorAsync(("ASPNETCORE_URLS", "http://127.0.0.1:0"));

        Assert.Equal((1, ""), (code, errors));
        Assert.Contains($"FAIL  {Path.Combine(Data, "parley.db")}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_master_key_than_the_databases_is_named()
    {
        await RunAsync("migrate", ("PARLEY_MASTER_KEY", NewKey()));

        var (code, said, _) = await DoctorAsync(("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("PARLEY_MASTER_KEY", NewKey()));

        Assert.Equal(1, code);
        Assert.Contains("master key", said[said.IndexOf("FAIL", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_server_that_does_not_answer_is_named()
    {
        var (code, said, _) = await DoctorAsync(
            ("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("PARLEY_MASTER_KEY", NewKey()), ("PARLEY_DATABASE", "Host=127.0.0.1;Port=1;Username=x;Password=quillword;Database=x"));

        Assert.Equal(1, code);
        Assert.Contains("FAIL  ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("quillword", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10L << 20, "FAIL")]
    [InlineData(500L << 20, "note")]
    [InlineData(5L << 30, "ok  ")]
    public void Little_room_is_noted_and_too_little_is_a_fault(long free, string mark) => Assert.Equal(mark, FolderChecks.Space(free).Mark);

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private string WriteCertificate(DateTimeOffset notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(notAfter.AddDays(-10), notAfter);
        var path = Path.Combine(_home.FullName, "server.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return path;
    }

    private SqliteDatabase Database() => new(Data, TimeProvider.System, new Storage.Signals(), NullLogger<SqliteDatabase>.Instance);

    private Task<(int ExitCode, string Output, string Errors)> DoctorAsync(params (string Name, string Value)[] settings) => RunAsync("doctor", settings);

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string verb, params (string Name, string Value)[] settings)
    {
        Directory.CreateDirectory(Data);
        return ServerProcess.RunAsync(
            new ServerOptions { DataFolder = Data, Environment = settings.ToDictionary(setting => setting.Name, setting => setting.Value) }, verb);
    }
}
