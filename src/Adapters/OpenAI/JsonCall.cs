using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>One address that takes JSON and answers JSON, within a time limit.</summary>
internal sealed class JsonCall(OpenAITransport transport, Uri address, string? key, TimeSpan limit, bool isOfTenant, TimeProvider time)
{
    private const int LongestAnswer = 128 * 1024 * 1024;

    /// <summary>Sends one request and reads its answer.</summary>
    /// <param name="read">Takes what it needs out of the answer; throws <see cref="JsonException"/> where that is not there.</param>
    /// <exception cref="ProviderException">Every failure but the caller's own cancellation.</exception>
    public async Task<T> PostAsync<T>(Action<Utf8JsonWriter> write, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        using var clock = new CallClock(new(limit, limit), time, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Body(write)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Accept.Add(new("application/json"));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        var begun = false;
        try
        {
            using var response = await transport.Http(isOfTenant).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, clock.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw Faults.FromStatus(response, await WireError.ReadAsync(response, clock), time);
            }

            begun = true;
            await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
            return read(await BoundedJson.ReadAsync(body, LongestAnswer, clock.Token));
        }
        catch (OperationCanceledException exception)
        {
            throw clock.Explain(exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            clock.ThrowIfCallerCancelled();
            throw Faults.FromTransport(exception, begun);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Faults.Malformed("The provider answered with something else than was asked for.", exception);
        }
    }

    private static byte[] Body(Action<Utf8JsonWriter> write)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return content.ToArray();
    }
}
