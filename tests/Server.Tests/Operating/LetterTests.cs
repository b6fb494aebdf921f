using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Operating;

/// <summary>Letters of a running server that is killed before a mail server takes them.</summary>
public sealed partial class LetterTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_letter_that_was_promised_is_sent_once_although_the_server_was_killed_before(string kind)
    {
        await using var database = kind == "postgresql" ? await PostgresDatabase.CreateAsync() : null;
        var away = SmtpServer.Start();
        await away.DisposeAsync();
        await using var server = await ServerProcess.StartAsync(new()
        {
            Database = database?.Connection,
            Environment = new Dictionary<string, string>
            {
                ["Parley__Mail__Host"] = "127.0.0.1",
                ["Parley__Mail__Port"] = $"{away.Port}",
                ["Parley__Mail__Tls"] = "false",
                ["Parley__Mail__From"] = "parley@example.com",
                ["Parley__Accounts__PublicAddress"] = "https://chat.example.com",
                ["Parley__Jobs__Lease"] = "00:00:02",
                ["Parley__Jobs__FirstPause"] = "00:00:00.050",
                ["Parley__Jobs__Poll"] = "00:00:00.500",
            },
        });
        var (status, made) = await server.Client.PostAsync("/v1/invitations", new { email = "bo@example.com", role = "member" });
        Assert.Equal((HttpStatusCode.Created, true), (status, made.GetProperty("mailed").GetBoolean()));

        await server.KillAsync();
        await server.StartAgainAsync();
        await Poll.UntilAsync(
            async () => (await LettersAsync(server)).Any(letter => letter.GetProperty("reason").ValueKind == JsonValueKind.String), "an attempt failed");
        await using var mail = SmtpServer.Start(away.Port);
        await Poll.UntilAsync(async () => (await LettersAsync(server)).Count == 0, "the letter was sent");

        var letter = Assert.Single(mail.Heard);
        Assert.Matches("Message-ID: <letter_[^@]+@example.com>", letter);
        var token = Token().Match(SmtpServer.TextOf(letter)).Groups[1].Value;
        using var accepted = await server.NewClient(null).PostAsJsonAsync("/v1/auth/accept", new { token, password = "a long enough password" }, Asking.Cancelled);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    private static async Task<IReadOnlyList<JsonElement>> LettersAsync(ServerProcess server) =>
        [.. (await server.Client.GetFromJsonAsync<JsonElement>("/v1/letters", Asking.Cancelled)).GetProperty("data").EnumerateArray()];

    [GeneratedRegex(@"https://chat\.example\.com/welcome#token=(\S+)")]
    private static partial Regex Token();
}
