namespace Parley.OpenAI;

/// <summary>Addresses of a server from its base URL.</summary>
internal static class WireAddress
{
    /// <summary>A path under the base, which may or may not end with a slash; a query such as Azure's <c>api-version</c> stays.</summary>
    public static Uri Under(Uri baseUrl, string path) =>
        new UriBuilder(baseUrl) { Path = baseUrl.AbsolutePath.TrimEnd('/') + "/" + path }.Uri;

    /// <summary>A path beside the API, such as <c>/tokenize</c>: the base without its <c>/v1</c>.</summary>
    public static Uri Beside(Uri baseUrl, string path)
    {
        var root = baseUrl.AbsolutePath.TrimEnd('/');
        root = root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3] : root;
        return new UriBuilder(baseUrl) { Path = root + "/" + path }.Uri;
    }
}
