using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Durability;

/// <summary>
/// A client that does not give up: it sends a message under one idempotency key, follows the answer, and when the connection breaks it
/// waits for the server and does the same again from the last event it has.
/// </summary>
internal sealed class PersistentSender(Func<HttpClient> client, Func<CancellationToken, Task> serverIsUp, Witness witness)
{
    /// <summary>How often the connection broke under it.</summary>
    public int Broken { get; private set; }

    /// <summary>How often a stream ended by asking it to come again.</summary>
    public int AskedToComeAgain { get; private set; }

    /// <returns>The turn's id, once its terminal event was shown.</returns>
    public async Task<string> SendAsync(
        string conversation, string message, CancellationToken cancellationToken, string? key = null, Action<string>? onTurn = null)
    {
        key ??= Guid.NewGuid().ToString();
        var after = 0L;
        string? turn = null;
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{conversation}/turns")
                {
                    Content = JsonContent.Create(new { message, client_message_id = key, retrieval = false }),
                };
                request.Headers.Add("Last-Event-ID", after.ToString(System.Globalization.CultureInfo.InvariantCulture));
                using var response = await client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    await serverIsUp(cancellationToken);
                    continue;
                }

                var told = response.Headers.TryGetValues("Parley-Turn-Id", out var ids) ? ids.Single() : null;
                Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {await ReadIfFailedAsync(response)}");
                Assert.True(turn is null || turn == told, $"The retry of {turn} joined {told}.");
                if (turn is null)
                {
                    onTurn?.Invoke(told!);
                }

                turn = told;
                var stream = await EventStream.OpenAsync(response, cancellationToken);
                await foreach (var shown in stream.ReadAsync(cancellationToken))
                {
                    witness.Saw(turn!, shown);
                    after = shown.Id!.Value;
                    if (Witness.IsTerminal(shown))
                    {
                        return turn!;
                    }
                }

                AskedToComeAgain += stream.Retry is null ? 0 : 1;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException)
            {
            }

            Broken++;
            await serverIsUp(cancellationToken);
        }
    }

    public static async Task<string> StartConversationAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsJsonAsync("/v1/conversations", new { }, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonElement.Parse(answer).GetProperty("id").GetString()!;
    }

    private static async Task<string> ReadIfFailedAsync(HttpResponseMessage response) =>
        response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync();
}
