using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Smtp;

namespace Parley.Accounts.Tests;

public sealed class SmtpTests
{
    private static readonly Letter Greeting = new("bo@example.com", "Grüße", "A first line.\n.\nA line after a dot.\n");

    [Fact]
    public async Task A_letter_reaches_a_server_that_speaks_smtp()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var heard = ServeAsync(listener, refuse: false);

        await SenderTo(listener).SendAsync(Greeting, TestContext.Current.CancellationToken);

        var said = await heard;
        Assert.Contains("MAIL FROM:<parley@example.com>", said, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<bo@example.com>", said, StringComparison.Ordinal);
        var body = said.ReplaceLineEndings("\n").Split("\n\n")[1].Split("\n.\n")[0];
        Assert.Equal(Greeting.Text, Encoding.UTF8.GetString(Convert.FromBase64String(body)).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task What_the_server_refuses_fails_without_telling_the_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var heard = ServeAsync(listener, refuse: true);

        var failed = await Assert.ThrowsAsync<MailException>(() => SenderTo(listener).SendAsync(Greeting, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("bo@", failed.ToString(), StringComparison.Ordinal);
        await heard;
    }

    [Theory]
    [InlineData("mail.example.com", null, null, false)]
    [InlineData("mail.example.com", "no address", null, false)]
    [InlineData("mail.example.com", "parley@example.com", "user", false)]
    [InlineData("mail.example.com", "parley@example.com", null, true)]
    [InlineData(null, null, null, true)]
    public void Settings_that_cannot_work_are_refused(string? host, string? from, string? user, bool right) =>
        Assert.Equal(right, new SmtpOptionsValidator().Validate(null, new SmtpOptions { Host = host, From = from, User = user }).Succeeded);

    private static SmtpMailSender SenderTo(TcpListener listener) => new(Options.Create(new SmtpOptions
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        Tls = false,
        From = "parley@example.com",
    }));

    private static async Task<string> ServeAsync(TcpListener listener, bool refuse)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { AutoFlush = true, NewLine = "\r\n" };
        var heard = new StringBuilder();
        await writer.WriteLineAsync("220 ready");
        var inData = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            heard.AppendLine(line);
            if (inData && line != ".")
            {
                continue;
            }

            var reply = line switch
            {
                "." => "250 taken",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ when refuse && line.StartsWith("RCPT", StringComparison.Ordinal) => "550 <bo@example.com> is nobody here",
                _ => "250 fine",
            };
            inData = line == "DATA";
            await writer.WriteLineAsync(reply);
            if (line == "QUIT")
            {
                break;
            }
        }

        return heard.ToString();
    }
}
