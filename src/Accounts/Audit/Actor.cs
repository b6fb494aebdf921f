using System.Net;
using System.Security.Cryptography;

namespace Parley.Accounts;

/// <summary>Who did something that the audit trail tells of.</summary>
/// <param name="Kind"><c>user</c>, <c>key</c>, <c>end_user</c>, <c>anonymous</c>, <c>platform</c> (another tenant's operator) or <c>system</c>.</param>
/// <param name="Id">The user's, key's or end user's id; null for the others.</param>
/// <param name="Origin">
/// Where the request came from: 16 hexadecimal digits, the same for the same network address, from which the address cannot be found.
/// </param>
public sealed record Actor(string Kind, string? Id, string? Origin = null)
{
    /// <summary>The server itself.</summary>
    public static Actor System { get; } = new("system", null);

    /// <summary>Whoever runs the installation, as a tenant is told of it.</summary>
    internal static Actor Platform { get; } = new("platform", null);

    /// <param name="caller">Null for somebody who has not proven who they are.</param>
    internal static Actor Of(Caller? caller, string? origin) => caller switch
    {
        null => new("anonymous", null, origin),
        { Role: null } => new("end_user", caller.Subject.Value, origin),
        { Key: { } key } => new("key", key.Value, origin),
        _ => new("user", caller.User?.Value, origin),
    };

    /// <summary>Somebody who has just shown who they are, such as by a password.</summary>
    public Actor As(UserId user) => this with { Kind = "user", Id = user.Value };
}

/// <summary>Names the origin of requests without keeping their addresses.</summary>
internal static class Origins
{
    /// <summary>Of the key that hides addresses.</summary>
    public const string Purpose = "origin";

    private const int Digits = 16;

    /// <param name="key">Null as long as the installation's secret has not been read.</param>
    public static string? NameOf(IPAddress? address, byte[]? key) =>
        address is null || key is null
            ? null
            : Convert.ToHexStringLower(HMACSHA256.HashData(key, (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes()))[..Digits];
}
