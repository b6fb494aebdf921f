using System.Net;

namespace Parley.Outgoing;

/// <summary>Where an answer sends a call on to, and what of the call may go there.</summary>
internal static class Redirects
{
    // What tells nobody a secret. All else, a key under whatever name, is for the origin that it was meant for.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "If-Modified-Since", "If-None-Match", "User-Agent",
    };

    /// <returns>Null when the answer is no redirect.</returns>
    public static Uri? Target(HttpResponseMessage answer, Uri from) => answer switch
    {
        { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect, Headers.Location: { } location } =>
            Absolute(location, from),
        _ => null,
    };

    /// <summary>The call as it goes on.</summary>
    /// <exception cref="OutgoingException">It must not go there.</exception>
    public static HttpRequestMessage Follow(HttpRequestMessage request, HttpStatusCode status, Uri to)
    {
        var from = request.RequestUri!;
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp)
        {
            throw new OutgoingException(Refusals.Downgrade);
        }

        var stays = Addresses.SameOrigin(from, to);
        var becomesGet = status == HttpStatusCode.SeeOther ? request.Method != HttpMethod.Head
            : status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && request.Method == HttpMethod.Post;
        if (!becomesGet && request.Content is not null && !stays)
        {
            throw new OutgoingException(Refusals.BodyElsewhere);
        }

        var next = new HttpRequestMessage(becomesGet ? HttpMethod.Get : request.Method, to)
        {
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
            Content = becomesGet ? null : request.Content,
        };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (stays || Harmless.Contains(name))
            {
                next.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return next;
    }

    private static Uri? Absolute(Uri location, Uri from) => location.IsAbsoluteUri ? location : Uri.TryCreate(from, location, out var joined) ? joined : null;
}
