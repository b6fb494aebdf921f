using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Parley.Host.Description;

/// <summary>
/// The description as it is sent. It follows from the routes alone and anybody may ask for it, so it is made once and not for each
/// stranger.
/// </summary>
internal sealed class DescriptionText([FromKeyedServices(ApiDescription.Document)] IOpenApiDocumentProvider provider)
{
    private readonly Lazy<Task<(byte[] Bytes, EntityTagHeaderValue Tag)>> _text = new(() => WriteAsync(provider));

    /// <summary>The document in UTF-8, and what tells this one from another release's.</summary>
    public Task<(byte[] Bytes, EntityTagHeaderValue Tag)> ReadAsync() => _text.Value;

    private static async Task<(byte[] Bytes, EntityTagHeaderValue Tag)> WriteAsync(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        var bytes = stream.ToArray();
        return (bytes, new($"\"{WebEncoders.Base64UrlEncode(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
    }
}
