using System.IO.Compression;
using System.Net;

namespace Parley.Outgoing;

/// <summary>An answer's body, unpacked and counted on both sides of the unpacking: a small packet can hold a large text, and a large one none.</summary>
internal sealed class Unpacked : HttpContent
{
    private readonly Stream _body;

    private Unpacked(HttpContent packed, Stream body)
    {
        _body = body;
        foreach (var (name, values) in packed.Headers.NonValidated)
        {
            // The length and the name of the packing are those of what came, not of what is read.
            if (name is not ("Content-Encoding" or "Content-Length") || body is CountedStream { IsAsSent: true })
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }
    }

    public static IReadOnlyList<string> Known { get; } = ["gzip", "br", "deflate"];

    /// <exception cref="OutgoingException">The answer says that it is too large, or is packed in a way that was not asked for.</exception>
    public static HttpContent From(HttpResponseMessage answer, CallLimits call)
    {
        var packed = answer.Content;
        if (packed.Headers.ContentLength > call.MaxBytes && answer.RequestMessage?.Method != HttpMethod.Head)
        {
            throw Dropped(answer, Refusals.TooLarge(call.MaxBytes));
        }

        var sent = new CountedStream(() => packed.ReadAsStreamAsync(call.Token), call, packed) { IsAsSent = true };
        return packed.Headers.ContentEncoding.Select(coding => coding.ToLowerInvariant()).ToList() switch
        {
            [] or ["identity"] => new Unpacked(packed, sent),
            ["gzip" or "x-gzip"] => Around(packed, sent, call, body => new GZipStream(body, CompressionMode.Decompress)),
            ["br"] => Around(packed, sent, call, body => new BrotliStream(body, CompressionMode.Decompress)),
            ["deflate"] => Around(packed, sent, call, body => new ZLibStream(body, CompressionMode.Decompress)),
            _ => throw Dropped(answer, Refusals.Unreadable),
        };
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _body.CopyToAsync(stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _body.CopyToAsync(stream, cancellationToken);

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(_body);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Unpacked Around(HttpContent packed, CountedStream sent, CallLimits call, Func<Stream, Stream> unpack) =>
        new(packed, new CountedStream(() => Task.FromResult(unpack(sent)), call, sent));

    private static OutgoingException Dropped(HttpResponseMessage answer, Refusal refusal)
    {
        answer.Dispose();
        return new OutgoingException(refusal);
    }
}
