using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Parley.Host.Edge;

/// <summary>Serves the page: its files with an ETag, hashed ones for ever, and its first file for every address that the page itself routes.</summary>
internal static class PageFiles
{
    private static readonly string[] OwnedByTheServer = ["/v1", "/health", "/metrics", "/openapi", "/.well-known", "/chat"];

    /// <summary>Where the build puts the page.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "web");

    /// <summary>Whether the build brought the page with it.</summary>
    public static bool Exist => File.Exists(Path.Combine(Folder, "index.html"));

    public static void UsePage(this WebApplication app)
    {
        if (!Exist)
        {
            return;
        }

        var files = new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Folder),
            ContentTypeProvider = new PackedTypes(),
            OnPrepareResponse = SetHeaders,
        };
        app.UseWhen(
            context => !IsServers(context.Request.Path),
            page => page.UseResponseCompression().UseMiddleware<FirstPage>(Path.Combine(Folder, FirstPage.File))
                .UseMiddleware<PackedFiles>(Folder).UseStaticFiles(files));
    }

    private static bool IsServers(PathString path) => OwnedByTheServer.Any(prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    private static void SetHeaders(StaticFileResponseContext context)
    {
        var (path, headers) = (context.Context.Request.Path, context.Context.Response.Headers);
        headers.CacheControl = path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        if (path.Value?.EndsWith(PackedFiles.Extension, StringComparison.Ordinal) is true)
        {
            headers.ContentEncoding = "br";
        }
    }
}
