using Microsoft.AspNetCore.Http;

namespace Parley.Orchestration;

/// <summary>What the header <c>Cache-Control</c> of a send says about answers that were given before (RFC 9111, section 5.2.1).</summary>
public static class CacheControl
{
    /// <summary>The model is asked; its answer may be given again.</summary>
    internal const string NoCache = "no-cache";

    /// <summary>The model is asked, and its answer is not kept.</summary>
    internal const string NoStore = "no-store";

    /// <returns>The same send, past the answers of before where the request wants that, or wants another answer than before.</returns>
    public static Send Heeding(this Send send, HttpRequest request)
    {
        var said = request.Headers.CacheControl.SelectMany(line => (line ?? "").Split(',')).Select(word => word.Trim().ToLowerInvariant()).ToHashSet();
        var control = said.Contains(NoStore) ? NoStore : said.Contains(NoCache) || send.RegenerateOf is not null || send.AnswerTo is not null ? NoCache : null;
        return control is null ? send : send with { Options = send.Options with { Cache = control } };
    }
}
