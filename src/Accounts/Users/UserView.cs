using System.Text.Json.Serialization;

namespace Parley.Accounts;

/// <summary>A user as those see it who administer users.</summary>
/// <param name="State"><c>invited</c> until the first sign-in, <c>active</c>, or <c>disabled</c>.</param>
/// <param name="InvitationLink">In the answer that made the user alone.</param>
public sealed record UserView(
    UserId Id, string? Email, string? Name, string Role, string State, IReadOnlyList<GroupName> Groups, DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? InvitationLink = null);

/// <summary>Makes views of users.</summary>
internal sealed class UserViews(TenantDatabase database, UserStore users)
{
    public async Task<UserView?> FindAsync(TenantScope tenant, UserId id, CancellationToken cancellationToken)
    {
        var row = await users.FindAsync(tenant, id, cancellationToken);
        return row is null ? null : await OfAsync(tenant, row, cancellationToken);
    }

    public async Task<UserView> OfAsync(TenantScope tenant, UserRow row, CancellationToken cancellationToken)
    {
        IReadOnlyList<GroupName> groups;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            groups = await GroupStore.OfAsync(connection, new(row.Id));
        }

        var (email, name) = await users.OpenAsync(tenant, row, cancellationToken);
        return new(
            new(row.Id), email, name, row.Role, row.State, groups, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            row.LastSignInAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }
}
