using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Turns;

/// <summary>Short ways to ask a running server something and see all of its answer.</summary>
internal static class Asking
{
    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<string> StartConversationAsync(this HttpClient client)
    {
        using var response = await client.PostAsJsonAsync("/v1/conversations", new { }, Cancelled);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("id").GetString()!;
    }

    /// <summary>Posts to a route that answers with a stream of events, and reads it to its end.</summary>
    public static async Task<(string Turn, IReadOnlyList<ServerEvent> Shown)> StreamAsync(this HttpClient client, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        var stream = await EventStream.OpenAsync(response, Cancelled);
        await stream.ReadToEndAsync(Cancelled);
        return (response.Headers.GetValues("Parley-Turn-Id").Single(), stream.Shown);
    }

    /// <summary>Asks one thing in a new conversation.</summary>
    public static async Task<(string Turn, IReadOnlyList<ServerEvent> Shown)> AskAsync(this HttpClient client, object body) =>
        await client.StreamAsync($"/v1/conversations/{await client.StartConversationAsync()}/turns", body);

    /// <summary>Posts JSON and reads JSON, whatever the status.</summary>
    public static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(this HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        return (response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    public static string Text(IReadOnlyList<ServerEvent> shown) => shown[^1].Json.GetProperty("message").GetProperty("content").GetString()!;
}
