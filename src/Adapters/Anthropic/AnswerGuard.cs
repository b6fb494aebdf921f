using System.Net;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>A server refused a call, in its own words, which are read and never shown.</summary>
internal sealed class RefusedCall(HttpStatusCode status, WireError error, TimeSpan? retryAfter) : Exception("The provider refused the call.")
{
    public HttpStatusCode Status { get; } = status;

    public WireError Error { get; } = error;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>
/// Looks at every answer before the SDK reads it: a refusal is read no further than it may be long, and a stream has no event beyond
/// the limit.
/// </summary>
internal sealed class AnswerGuard(int longestFrame, TimeProvider time) : DelegatingHandler
{
    private const int LongestRefusal = 64 * 1024;
    private const string Events = "text/event-stream";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            if (!response.IsSuccessStatusCode)
            {
                throw new RefusedCall(
                    response.StatusCode, await ReadRefusalAsync(response, cancellationToken), ProviderHttp.RetryAfter(response.Headers, time));
            }

            var type = response.Content.Headers.ContentType?.MediaType;
            if (request.Method == HttpMethod.Post && type != Events)
            {
                throw Faults.Malformed("The provider answered with something else than a stream of events.");
            }

            var bounded = new StreamContent(new BoundedFrames(
                await response.Content.ReadAsStreamAsync(cancellationToken), longestFrame, isEvents: type == Events));
            foreach (var header in response.Content.Headers)
            {
                bounded.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            response.Content = bounded;
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<WireError> ReadRefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[LongestRefusal];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return WireError.Parse(buffer.AsMemory(0, length));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return WireError.None;
        }
    }
}
