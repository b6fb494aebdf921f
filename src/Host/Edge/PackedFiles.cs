using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.StaticFiles;

namespace Parley.Host.Edge;

/// <summary>
/// Leads whoever can read it to the copy of a file of the page that the build packed, <c>….js.br</c>: smaller than what could be packed while
/// somebody waits, and no work at all.
/// </summary>
internal sealed class PackedFiles(RequestDelegate next, string folder)
{
    public const string Extension = ".br";

    private readonly HashSet<string> _packed =
        [.. Directory.EnumerateFiles(folder, "*" + Extension, SearchOption.AllDirectories).Select(file => "/" + Path.GetRelativePath(folder, file).Replace('\\', '/'))];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var packed = request.Path.Value + Extension;
        if (_packed.Contains(packed))
        {
            context.Response.Headers.Vary = "Accept-Encoding";
            if (request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "br" && coding.Quality is not 0))
            {
                request.Path = packed;
            }
        }

        return next(context);
    }
}

/// <summary>The type of a packed file is that of what is in it.</summary>
internal sealed class PackedTypes : IContentTypeProvider
{
    // What PDF files need that do not bring it along.
    private static readonly FileExtensionContentTypeProvider Known = new()
    {
        Mappings = { [".bcmap"] = "application/octet-stream", [".pfb"] = "application/octet-stream" },
    };

    public bool TryGetContentType(string subpath, [MaybeNullWhen(false)] out string contentType) =>
        Known.TryGetContentType(
            subpath.EndsWith(PackedFiles.Extension, StringComparison.Ordinal) ? subpath[..^PackedFiles.Extension.Length] : subpath, out contentType);
}
