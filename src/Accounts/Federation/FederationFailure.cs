namespace Parley.Accounts;

/// <summary>A sign-in by a provider that came to nothing.</summary>
/// <param name="code">For the page, one of <see cref="FederationCodes"/>.</param>
/// <param name="reason">For the audit trail: what exactly was wrong, as a word. Never what the provider sent.</param>
internal sealed class FederationFailure(string code, string reason) : Exception($"{code}: {reason}")
{
    public string Code { get; } = code;

    public string Reason { get; } = reason;
}

/// <summary>What the page is told. It has a sentence for each.</summary>
internal static class FederationCodes
{
    /// <summary>There is no such provider, or it is switched off.</summary>
    public const string ProviderUnknown = "provider_unknown";

    /// <summary>The provider does not answer, or not in time, or not with what it must.</summary>
    public const string ProviderUnavailable = "provider_unavailable";

    /// <summary>The provider said that it does not sign the person in.</summary>
    public const string ProviderRefused = "provider_refused";

    /// <summary>The person, or the provider for them, said no.</summary>
    public const string AccessDenied = "access_denied";

    /// <summary>The answer belongs to no sign-in that this browser began a short while ago: begin again.</summary>
    public const string SignInStale = "sign_in_stale";

    /// <summary>The provider's proof does not hold.</summary>
    public const string ProofRefused = "proof_refused";

    /// <summary>The person has no account here, and the provider may not make one.</summary>
    public const string NoAccount = "no_account";

    /// <summary>The provider does not vouch for the e-mail address by which the account would be found.</summary>
    public const string EmailUnverified = "email_unverified";

    public const string AccountDisabled = "account_disabled";

    /// <summary>An owner is found by e-mail address only through a provider to which the domain is bound.</summary>
    public const string OwnerNotLinked = "owner_not_linked";

    /// <summary>The domain of the e-mail address is bound to another provider of the tenant.</summary>
    public const string DomainBound = "domain_bound";

    /// <summary>The person's account at the provider is linked to another user.</summary>
    public const string IdentityTaken = "identity_taken";

    /// <summary>The session that wanted to link has ended meanwhile.</summary>
    public const string SessionEnded = "session_ended";
}

/// <summary>What the audit trail tells of identity providers.</summary>
internal static class FederationActions
{
    public const string ProviderMade = "provider.made";
    public const string ProviderChanged = "provider.changed";
    public const string ProviderDeleted = "provider.deleted";
    public const string ProviderTested = "provider.tested";
    public const string IdentityLinked = "provider.identity_linked";
    public const string IdentityUnlinked = "provider.identity_unlinked";
    public const string LinkRefused = "provider.link_refused";
    public const string SignInRefused = "provider.sign_in_refused";
}
