using System.Net;
using Microsoft.Extensions.Options;
using Parley.Outgoing;
using Parley.Reading;

namespace Parley.Knowledge.Ingestion;

/// <summary>A document could not be fetched from its address just now; later it may be. The message is for its sender.</summary>
internal sealed class FetchFailedException(string message) : Exception(message);

/// <summary>Fetches documents from their addresses, by the way that all calls to named addresses go.</summary>
internal sealed class AddressFetcher(OutgoingHttp outgoing, IOptions<KnowledgeOptions> options)
{
    /// <summary>Says of a document that its sender did not say what it is: the answer does.</summary>
    public const string UnknownType = "application/octet-stream";

    private const string UserAgent = "Parley/1.0";
    private static readonly ReadingOptions Limits = new();

    /// <param name="mediaType">What its sender says it is, which counts more than what the answer says.</param>
    /// <returns>What it is, and its bytes as they are kept.</returns>
    /// <exception cref="FetchFailedException">It may be there later.</exception>
    /// <exception cref="UnreadableDocumentException">Trying again cannot help.</exception>
    public async Task<(string MediaType, byte[] Bytes)> FetchAsync(string url, string mediaType, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url)
                .Within(new OutgoingLimits { MaxBytes = options.Value.MostDocumentBytes, TimeLimit = options.Value.FetchTimeLimit });
            request.Headers.UserAgent.ParseAdd(UserAgent);
            using var answer = await outgoing.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            Check(answer.StatusCode);
            var said = mediaType == UnknownType ? answer.Content.Headers.ContentType?.ToString() : mediaType;
            return Kept(new(NameOf(answer.RequestMessage?.RequestUri ?? new Uri(url), said), said, await answer.Content.ReadAsByteArrayAsync(cancellationToken)));
        }
        catch (OutgoingException exception) when (MayPass(exception.Refusal))
        {
            throw new FetchFailedException(exception.Refusal.Detail);
        }
        catch (OutgoingException exception)
        {
            throw new UnreadableDocumentException(exception.Refusal.Detail);
        }
    }

    private static void Check(HttpStatusCode status)
    {
        switch (status)
        {
            case HttpStatusCode.OK:
                return;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425 or >= HttpStatusCode.InternalServerError:
                throw new FetchFailedException($"The address answers {(int)status}.");
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new UnreadableDocumentException(
                    $"The address answers {(int)status}: it lets only those in who have signed in. Send the document itself, or add its site as a source with a password.");
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                throw new UnreadableDocumentException($"There is nothing at the address: it answers {(int)status}.");
            default:
                throw new UnreadableDocumentException($"The address answers {(int)status}, which is no document.");
        }
    }

    private static (string MediaType, byte[] Bytes) Kept(SourceFile file)
    {
        try
        {
            var mediaType = DocumentSource.MediaType(file, Limits, "url");
            return (mediaType, DocumentSource.Kept(file, mediaType, "url"));
        }
        catch (RefusedException exception)
        {
            throw new UnreadableDocumentException($"What the address answers cannot be read. {exception.Refusal.Detail}");
        }
    }

    // Of a page the ending tells what wrote it, and not what it is.
    private static string? NameOf(Uri address, string? mediaType) =>
        mediaType?.Split(';')[0].Trim().ToLowerInvariant() is "text/html" or "application/xhtml+xml" ? null
        : Uri.UnescapeDataString(address.Segments[^1]) is var name && name.Contains('.', StringComparison.Ordinal) ? name
        : null;

    private static bool MayPass(Refusal refusal) => refusal.Code is "host_not_found" or "address_unreachable" or "answer_too_slow";
}
