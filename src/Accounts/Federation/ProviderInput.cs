using Microsoft.Extensions.Options;
using Parley.Outgoing;

namespace Parley.Accounts;

/// <summary>Reads what admins say of a provider, field by field.</summary>
internal sealed class ProviderInput(OutgoingHttp outgoing, IOptions<OutgoingOptions> options)
{
    private const int LongestText = 200;
    private const int LongestSecret = 4000;
    private const int MostDomains = 50;
    private const int MostScopes = 20;
    private const int MostGroups = 200;

    public static string Kind(string? kind) => kind is null ? ProviderKinds.Oidc
        : ProviderKinds.All.Contains(kind) ? kind
        : throw Invalid("kind", $"The kind is one of {string.Join(", ", ProviderKinds.All)}.");

    public static string Text(string field, string value) => value.Length is > 0 and <= LongestText && !value.Any(Odd)
        ? value
        : throw Invalid(field, $"Give 1 to {LongestText} characters without spaces and control characters.");

    /// <returns>Null for an empty one: the client then has none.</returns>
    public static string? Secret(string? secret) => secret is null or "" ? null
        : secret.Length <= LongestSecret && !secret.Any(char.IsControl) ? secret
        : throw Invalid("client_secret", $"The secret must have at most {LongestSecret} characters and no control characters.");

    /// <summary>An address that may be called, as far as it can be told without calling it.</summary>
    public string Address(string field, string? address)
    {
        if (string.IsNullOrEmpty(address))
        {
            throw Invalid(field, $"A provider of this kind needs {field}; give an address like https://login.example.com.");
        }

        if (outgoing.Judge(address) is { } refusal)
        {
            throw new RefusedException(refusal with { Errors = new Dictionary<string, string[]> { [field] = [refusal.Detail] } });
        }

        var uri = new Uri(address);
        return (uri.Scheme == Uri.UriSchemeHttps || options.Value.AllowPrivateAddresses) && uri.Fragment.Length == 0 && !address.Any(Odd)
            ? address
            : throw Invalid(field, "The address of a provider begins with https:// and has no fragment.");
    }

    /// <summary>The issuer, as the provider spells it: <c>/.well-known/openid-configuration</c> is put after it.</summary>
    public string Issuer(string? issuer) =>
        Address("issuer", issuer) is var address && new Uri(address).Query.Length == 0 ? address : throw Invalid("issuer", "An issuer has no query.");

    /// <returns>As A-labels in lower case.</returns>
    public static IReadOnlyList<string> Domains(IReadOnlyList<string> domains)
    {
        var read = domains.Count <= MostDomains ? domains.Select(DomainName.Normalise).ToList() : [null];
        return read.Contains(null)
            ? throw Invalid("domains", $"Name at most {MostDomains} domains like example.com.")
            : [.. read.Select(domain => domain!).Distinct(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<string> ScopeList(IReadOnlyList<string> scopes) =>
        scopes.Count <= MostScopes && scopes.All(scope => scope is { Length: > 0 and <= LongestText } && scope.All(letter => letter is > ' ' and <= '~' and not ('"' or '\\')))
            ? [.. scopes]
            : throw Invalid("scopes", $"Name at most {MostScopes} scopes, each without spaces.");

    public static IReadOnlyDictionary<string, Role> GroupRoles(IReadOnlyDictionary<string, string> groups) =>
        groups.Count <= MostGroups && groups.Keys.All(group => group.Length is > 0 and <= LongestText && !group.Any(char.IsControl))
            ? groups.ToDictionary(pair => pair.Key, pair => RoleToGive("group_roles", pair.Value), StringComparer.Ordinal)
            : throw Invalid("group_roles", $"Name at most {MostGroups} groups, each by 1 to {LongestText} characters.");

    /// <summary>A role that a provider may give; <c>owner</c> is none.</summary>
    public static Role RoleToGive(string field, string? name)
    {
        var role = Standing.ReadRole(name ?? "", field);
        return role == Role.Owner
            ? throw Invalid(field, "A provider makes nobody an owner; it gives the role viewer, member, agent or admin.")
            : role;
    }

    private static bool Odd(char letter) => char.IsWhiteSpace(letter) || char.IsControl(letter) || char.IsSurrogate(letter);

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
