namespace Parley.Accounts;

/// <summary>What a sign-in by a provider does.</summary>
internal enum AdmissionKind
{
    /// <summary>The person is known by the provider's id of them.</summary>
    Known,

    /// <summary>An account of the tenant has the verified e-mail address: it is theirs from now on.</summary>
    Linked,

    /// <summary>An account is made: for somebody invited, or because the provider may.</summary>
    Created,

    Refused,
}

/// <summary>A group of the tenant.</summary>
internal sealed record TenantGroup(string Id, string Name);

/// <summary>What comes of a sign-in, as things stand.</summary>
/// <param name="User">Whose account it is; null for one that is to be made, or for nobody's.</param>
/// <param name="Refusal">One of <see cref="FederationCodes"/>; null unless refused.</param>
/// <param name="RoleBefore">Null for an account that is to be made.</param>
/// <param name="Invitation">Which the account is made for.</param>
internal sealed record Admission(
    AdmissionKind Kind, UserId? User, string? Refusal, Role Role, Role? RoleBefore, IReadOnlyList<TenantGroup> Joins, IReadOnlyList<TenantGroup> Leaves,
    InvitationRow? Invitation = null)
{
    public bool ChangesNothing => Kind == AdmissionKind.Known && Role == RoleBefore && Joins.Count == 0 && Leaves.Count == 0;

    public static Admission No(string code) => new(AdmissionKind.Refused, null, code, Role.Viewer, null, [], []);
}

/// <summary>By what a person is looked for; keyed, so that the database does not say who it is.</summary>
/// <param name="Person">Of issuer and the provider's id of the person.</param>
/// <param name="Email">Null when the provider names no address.</param>
/// <param name="Domain">Of the address.</param>
internal sealed record PersonHashes(string Person, string? Email, string? Domain);

/// <summary>Decides what comes of a sign-in. It only reads, so that a preview asks the same.</summary>
internal static class AdmissionRules
{
    public static async Task<Admission> DecideAsync(
        TenantConnection connection, Provider provider, ExternalPerson person, PersonHashes hashes, DateTimeOffset now)
    {
        var user = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select u.id as Id, u.role as Role, u.disabled_at as DisabledAt
            from identities i join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
            where i.tenant_id = @tenant and i.provider_id = @Id and i.person_hash = @personHash
            """,
            new { provider.Id, personHash = hashes.Person });
        if (user is not null)
        {
            return await AdmitAsync(connection, AdmissionKind.Known, provider, person, user);
        }

        var emailHash = hashes.Email;
        user = emailHash is null ? null : await connection.QuerySingleOrDefaultAsync<Row>(
            "select id as Id, role as Role, disabled_at as DisabledAt from users where tenant_id = @tenant and email_hash = @emailHash", new { emailHash });

        // Whoever is not vouched for is told the same whether or not there is such an account.
        if (!person.EmailVerified)
        {
            return Admission.No(FederationCodes.EmailUnverified);
        }

        // Whoever is shut out at the provider of their domain does not come in through another one.
        var ownDomain = provider.Settings.HasDomainOf(person.Email!.Value);
        if (!ownDomain && await connection.ScalarAsync<string>(
            "select provider_id from sys_email_domains where tenant_id = @tenant and domain_hash = @Domain and suspended_at is null",
            new { hashes.Domain }) is not null)
        {
            return Admission.No(FederationCodes.DomainBound);
        }

        var invitation = user is null ? await InvitationAsync(connection, emailHash!, now) : null;

        // Whoever sets up a provider decides what it says, and admins may bind a proven domain to one that calls itself the owner. What the
        // operator bound they cannot; other owners link their account themselves.
        return (user?.Role ?? invitation?.Role) == Standing.NameOf(Role.Owner)
            && !(ownDomain && await DomainBindings.IsOperatorsAsync(connection, provider.Id, hashes.Domain)) ? Admission.No(FederationCodes.OwnerNotLinked)
            : user is not null ? await AdmitAsync(connection, AdmissionKind.Linked, provider, person, user)
            : invitation is not null || (provider.Settings.CreateUsers && ownDomain)
                ? await AdmitAsync(connection, AdmissionKind.Created, provider, person, null, invitation)
            : Admission.No(FederationCodes.NoAccount);
    }

    private static Task<InvitationRow?> InvitationAsync(TenantConnection connection, string emailHash, DateTimeOffset now) =>
        connection.QuerySingleOrDefaultAsync<InvitationRow>(
            $"""
            select {InvitationRow.Columns} from invitations
            where tenant_id = @tenant and email_hash = @emailHash and accepted_at is null and revoked_at is null and expires_at > @now
            order by id desc limit 1
            """,
            new { emailHash, now = now.ToUnixTimeMilliseconds() });

    private static async Task<Admission> AdmitAsync(
        TenantConnection connection, AdmissionKind kind, Provider provider, ExternalPerson person, Row? user, InvitationRow? invitation = null)
    {
        if (user is { DisabledAt: not null })
        {
            return Admission.No(FederationCodes.AccountDisabled);
        }

        Role? before = user is null ? null : Standing.RoleOf(user.Role);
        UserId? id = user is null ? null : new(user.Id);
        var (joins, leaves) = provider.Settings.SyncGroups ? await CompareGroupsAsync(connection, provider, person, id) : ([], []);
        Role? promised = invitation is null ? null : Standing.RoleOf(invitation.Role);
        return new(kind, id, null, RoleOf(provider.Settings, person, before ?? promised), before, joins, leaves, invitation);
    }

    /// <summary>Where groups give roles the provider decides; an owner stays one.</summary>
    private static Role RoleOf(ProviderSettings settings, ExternalPerson person, Role? before)
    {
        if (before is { } present && (present == Role.Owner || settings.GroupRoles.Count == 0))
        {
            return present;
        }

        var given = person.Groups.Where(settings.GroupRoles.ContainsKey).Select(group => settings.GroupRoles[group]).ToList();
        return given.Count > 0 ? given.Max() : settings.DefaultRole;
    }

    private static async Task<(IReadOnlyList<TenantGroup> Joins, IReadOnlyList<TenantGroup> Leaves)> CompareGroupsAsync(
        TenantConnection connection, Provider provider, ExternalPerson person, UserId? user)
    {
        var groups = await connection.QueryAsync<GroupStanding>(
            """
            select g.id as Id, g.name as Name,
                (select count(*) from group_members m where m.tenant_id = @tenant and m.group_id = g.id and m.user_id = @user) as IsMember,
                (select count(*) from provider_memberships p
                    where p.tenant_id = @tenant and p.group_id = g.id and p.user_id = @user and p.provider_id = @Id) as ByProvider
            from groups g where g.tenant_id = @tenant order by g.name
            """,
            new { provider.Id, user = user?.Value ?? "" });
        var former = (await connection.QueryAsync<TenantGroup>("select group_id as Id, name as Name from former_group_names where tenant_id = @tenant"))
            .ToLookup(group => group.Id, group => group.Name);
        var told = person.Groups.ToHashSet(StringComparer.Ordinal);
        var named = groups.Where(group => told.Contains(group.Name) || former[group.Id].Any(told.Contains)).ToHashSet();
        return (
            [.. groups.Where(group => named.Contains(group) && group.IsMember == 0).Select(group => new TenantGroup(group.Id, group.Name))],
            [.. groups.Where(group => !named.Contains(group) && group.ByProvider > 0).Select(group => new TenantGroup(group.Id, group.Name))]);
    }

    private sealed record Row(string Id, string Role, long? DisabledAt);

    private sealed record GroupStanding(string Id, string Name, long IsMember, long ByProvider);
}
