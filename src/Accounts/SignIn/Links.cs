using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>Where this server's pages are: at the address that is set, else as the request reached it.</summary>
public sealed class Links(IOptions<AccountsOptions> options)
{
    /// <summary>For answers to those who may hold the link anyway; letters never take the request's word for it.</summary>
    public string At(HttpContext context, string path) =>
        (options.Value.PublicAddress is { } address ? address.GetLeftPart(UriPartial.Authority) : $"{context.Request.Scheme}://{context.Request.Host}") + path;
}
