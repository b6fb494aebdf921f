using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Outgoing;

namespace Parley.Accounts;

/// <summary>Calls to identity providers: never redirected, short, small, and JSON or nothing.</summary>
internal sealed class ProviderCalls(OutgoingHttp outgoing, IOptions<FederationOptions> options, IOptions<OutgoingOptions> egress)
{
    private const int Deepest = 16;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Deepest, AllowDuplicateProperties = false };
    private static readonly ProductInfoHeaderValue Agent = new("Parley", null);

    /// <summary>Whether an address that a provider named may be called, or shown to a browser.</summary>
    public bool MayCall(string address) =>
        outgoing.Judge(address) is null && (egress.Value.AllowPrivateAddresses || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    /// <exception cref="FederationFailure">No JSON came back.</exception>
    public async Task<JsonElement> GetJsonAsync(string address, string? bearer, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, address);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        var (status, said) = await SendAsync(request, cancellationToken);
        return status == 200 && said is { } json ? json : throw Unavailable(status == 200 ? "no_json" : $"status_{status}");
    }

    /// <returns>The status, and the JSON whatever the status; null when it is none.</returns>
    public async Task<(int Status, JsonElement? Said)> PostFormAsync(
        string address, IReadOnlyList<KeyValuePair<string, string>> form, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Post, address);
        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Authorization = authorization;
        return await SendAsync(request, cancellationToken);
    }

    /// <returns>Null when it is no JSON, or holds texts that are none.</returns>
    public static JsonElement? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonElement.Parse(text, Strict) is var json && Claims.AreSound(json) ? json : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // What a provider gave as an address may be none at all, which a request would not even be made of.
    private HttpRequestMessage Request(HttpMethod method, string address) =>
        MayCall(address) ? new(method, address) : throw Unavailable("address_not_allowed");

    private async Task<(int Status, JsonElement? Said)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new("application/json"));
        request.Headers.UserAgent.Add(Agent);
        request.Within(new() { MaxBytes = options.Value.MaxBytes, TimeLimit = options.Value.TimeLimit, MaxRedirects = 0 });
        try
        {
            using var response = await outgoing.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return ((int)response.StatusCode, Parse(body) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json ? json : null);
        }
        catch (HttpRequestException exception)
        {
            throw Unavailable((exception as OutgoingException ?? exception.InnerException as OutgoingException)?.Refusal.Code ?? "unreachable");
        }
    }

    private static FederationFailure Unavailable(string reason) => new(FederationCodes.ProviderUnavailable, reason);
}
