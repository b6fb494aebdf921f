using Microsoft.AspNetCore.Http;

namespace Parley.Accounts;

/// <summary>Where this server's pages are, as the request reached it.</summary>
internal static class Links
{
    public static string At(HttpContext context, string path) => $"{context.Request.Scheme}://{context.Request.Host}{path}";
}
