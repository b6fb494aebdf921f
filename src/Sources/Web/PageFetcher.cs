using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Parley.Outgoing;

namespace Parley.Sources.Web;

/// <summary>An answer of a site.</summary>
/// <param name="At">Where it came from in the end.</param>
/// <param name="Body">Null where it was not wanted.</param>
/// <param name="Stamp">Its ETag, else when it was changed last; null when it says neither.</param>
internal sealed record PageAnswer(
    HttpStatusCode Status, Uri At, byte[]? Body, string? MediaType, string? Charset, string? Stamp, string RobotsTag);

/// <summary>Asks sites for pages, by the way that all calls to named addresses go.</summary>
internal sealed class PageFetcher(OutgoingHttp outgoing)
{
    private const string EtagMark = "etag:";
    private const string DateMark = "date:";
    private const long LongestCut = 1L << 40;
    private const string UserAgent = RobotsTxt.Agent + "/1.0";

    /// <param name="stamp">Of the version that is known; the site may answer that there is no other.</param>
    /// <param name="authorization">What proves that the page may be read; it stays with the origin of the address.</param>
    /// <param name="isCut">Whether only the beginning of a longer answer is wanted, up to its last whole line.</param>
    /// <exception cref="OutgoingException">The call was not made, or its answer was not taken.</exception>
    public async Task<PageAnswer> GetAsync(
        Uri address, string? stamp, AuthenticationHeaderValue? authorization, long mostBytes, CancellationToken cancellationToken, bool isCut = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address).Within(new OutgoingLimits { MaxBytes = isCut ? LongestCut : mostBytes });
        request.Headers.UserAgent.ParseAdd(UserAgent);
        request.Headers.Authorization = authorization;
        if (stamp?.StartsWith(EtagMark, StringComparison.Ordinal) == true)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", stamp[EtagMark.Length..]);
        }
        else if (stamp?.StartsWith(DateMark, StringComparison.Ordinal) == true)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", stamp[DateMark.Length..]);
        }

        using var answer = await outgoing.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var type = answer.Content.Headers.ContentType;
        var isWanted = answer.StatusCode == HttpStatusCode.OK && !IsPicture(type?.MediaType);
        return new PageAnswer(
            answer.StatusCode,
            answer.RequestMessage?.RequestUri ?? address,
            isWanted ? await BodyAsync(answer.Content, mostBytes, isCut, cancellationToken) : null,
            type?.MediaType?.ToLowerInvariant(),
            type?.CharSet?.Trim('"'),
            StampOf(answer),
            answer.Headers.TryGetValues("X-Robots-Tag", out var tags) ? string.Join(',', tags) : "");
    }

    /// <summary>The name and password of a source, for basic authentication; null when it has none.</summary>
    public static AuthenticationHeaderValue? Basic(SourceSettings settings, IReadOnlyDictionary<string, string> secrets) =>
        secrets.TryGetValue("password", out var password)
            ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Username}:{password}")))
            : null;

    // The limit of the call counts on both sides of the unpacking; one byte more than it ends the call with its own words.
    private static async Task<byte[]> BodyAsync(HttpContent content, long mostBytes, bool isCut, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while (bytes.Length <= mostBytes && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.Length <= mostBytes ? bytes.ToArray()
            : isCut ? bytes.GetBuffer().AsSpan(0, (int)mostBytes) is var kept && kept.LastIndexOf((byte)'\n') is var end && end >= 0 ? kept[..end].ToArray() : []
            : [];
    }

    private static bool IsPicture(string? mediaType) => mediaType is not null
        && (mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || mediaType.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
            || mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) || mediaType.StartsWith("font/", StringComparison.OrdinalIgnoreCase));

    private static string? StampOf(HttpResponseMessage answer) =>
        answer.Headers.ETag is { } tag ? EtagMark + tag
        : answer.Content.Headers.LastModified is { } changed ? DateMark + changed.ToString("R")
        : null;
}
