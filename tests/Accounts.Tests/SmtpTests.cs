using Microsoft.Extensions.Options;
using Parley.Smtp;

namespace Parley.Accounts.Tests;

public sealed class SmtpTests
{
    private static readonly Letter Greeting = new("bo@example.com", "Grüße", "A first line.\n.\nA line after a dot.\n") { Id = "letter_1" };

    [Fact]
    public async Task A_letter_reaches_a_server_that_speaks_smtp()
    {
        await using var server = SmtpServer.Start();

        await SenderTo(server).SendAsync(Greeting, TestContext.Current.CancellationToken);

        var said = Assert.Single(server.Heard);
        Assert.Contains("MAIL FROM:<parley@example.com>", said, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<bo@example.com>", said, StringComparison.Ordinal);
        Assert.Contains("Message-ID: <letter_1@example.com>", said, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Auto-Submitted: auto-generated", said, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Greeting.Text, SmtpServer.TextOf(said));
    }

    [Theory]
    [InlineData("550 <bo@example.com> is nobody here", true)]
    [InlineData("451 <bo@example.com> may come again", false)]
    public async Task What_the_server_refuses_fails_without_telling_the_address_for_good_or_for_now(string refusal, bool isFinal)
    {
        await using var server = SmtpServer.Start(refusal: refusal);

        var failed = await Assert.ThrowsAsync<MailException>(() => SenderTo(server).SendAsync(Greeting, TestContext.Current.CancellationToken));

        Assert.Equal(isFinal, failed.IsFinal);
        Assert.DoesNotContain("bo@", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_it_fails_for_now()
    {
        var gone = SmtpServer.Start();
        await gone.DisposeAsync();

        Assert.False((await Assert.ThrowsAsync<MailException>(() => SenderTo(gone).SendAsync(Greeting, TestContext.Current.CancellationToken))).IsFinal);
    }

    [Theory]
    [InlineData("mail.example.com", null, null, false)]
    [InlineData("mail.example.com", "no address", null, false)]
    [InlineData("mail.example.com", "parley@example.com", "user", false)]
    [InlineData("mail.example.com", "parley@example.com", null, true)]
    [InlineData(null, null, null, true)]
    public void Settings_that_cannot_work_are_refused(string? host, string? from, string? user, bool right) =>
        Assert.Equal(right, new SmtpOptionsValidator().Validate(null, new SmtpOptions { Host = host, From = from, User = user }).Succeeded);

    private static SmtpMailSender SenderTo(SmtpServer server) => new(Options.Create(new SmtpOptions
    {
        Host = "127.0.0.1",
        Port = server.Port,
        Tls = false,
        From = "parley@example.com",
    }));
}
