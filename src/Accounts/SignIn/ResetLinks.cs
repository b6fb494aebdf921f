using System.Text.Json;

namespace Parley.Accounts;

/// <summary>Makes links by which users set new passwords. A new one ends those before it.</summary>
internal sealed class ResetLinks(
    TenantDatabase database, UserStore users, SignInAttempts attempts, OneTimeLinks links, Tenants tenants, JobQueue jobs, Sealer sealer, AuditTrail audit,
    InstallationSecret secret)
{
    /// <summary>
    /// Takes note that a link is asked for. Whether there is somebody to write to is found out later, by <see cref="AnswerReset"/>: until
    /// the answer is out nothing is done that depends on it, so its time cannot tell.
    /// </summary>
    /// <exception cref="RefusedException">It was asked too often for this address, known or not.</exception>
    public async Task AskAsync(EmailAddress email, Actor actor, CancellationToken cancellationToken)
    {
        if ((await attempts.BeginAsync(await secret.HashAsync("password-reset", email.Text, cancellationToken), cancellationToken)).Wait is { } wait)
        {
            throw new RefusedException(new(429, "too_many_attempts", "A new password was asked for too often; wait before the next time.")
            {
                RetryAfter = wait,
            });
        }

        var ask = JsonSerializer.Serialize(new ResetAsked(await email.HashAsync(secret, cancellationToken), actor.Origin));
        var tenant = await tenants.DefaultAsync(cancellationToken) ?? throw new InvalidOperationException("There is no default tenant yet.");
        var key = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(
            tenant, connection => jobs.EnqueueAsync(connection, key, AnswerReset.JobKind, ask), Durability.Full, cancellationToken);
    }

    /// <exception cref="RefusedException">There is no such user, or the user can do more than the caller.</exception>
    public async Task<NewOneTimeLink> MakeAsync(Caller caller, UserId id, Actor actor, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(caller.Tenant, id, cancellationToken) ?? throw new RefusedException(Refusal.NotFound("user"));
        Grants.CheckOver(caller, user.Standing, user.Platform);
        if (user.Email is null)
        {
            throw new RefusedException(new(409, "no_address", "This user has no e-mail address to sign in with; the verb owner-link gives one."));
        }

        var link = links.NewReset(id);
        await database.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                await PutAsync(connection, caller.Tenant, link, caller.User);
                await audit.WriteAsync(connection, actor, AuditActions.ResetLinkMade, user.Id);
            },
            Durability.Full,
            cancellationToken);
        return link;
    }

    /// <summary>Puts a link in the place of those that the user had.</summary>
    public static async Task PutAsync(TenantConnection connection, TenantScope tenant, NewOneTimeLink link, UserId? maker = null)
    {
        await connection.ExecuteAsync(
            "delete from sys_links where tenant_id = @tenant and user_id = @User and purpose = @Purpose", new { link.User, link.Purpose });
        await OneTimeLinks.InsertAsync(connection, tenant, link, maker);
    }
}

/// <summary>A request for a link by which to set a new password.</summary>
/// <param name="EmailHash">Of the address; the address itself is not kept, because it may be anybody's.</param>
/// <param name="Origin">Where the request came from, as the audit trail names it.</param>
internal sealed record ResetAsked(string EmailHash, string? Origin);

/// <summary>Finds out who asked for a new password, and writes to that user.</summary>
internal sealed class AnswerReset(
    AddressBook addresses, TenantDatabase database, UserStore users, OneTimeLinks links, Letters letters, Outbox outbox, AuditTrail audit) : IJobHandler
{
    public const string JobKind = "accounts.password_reset";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun job, CancellationToken cancellationToken)
    {
        var ask = JsonSerializer.Deserialize<ResetAsked>(job.Payload)!;
        var (tenant, id) = await addresses.FindAsync(ask.EmailHash, cancellationToken);
        var user = await users.FindAsync(tenant, id, cancellationToken) is { DisabledAt: null } found ? found : null;
        var link = links.NewReset(id);
        var letter = user is null ? null : await letters.ResetAsync(tenant, user, link, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                await job.HoldAsync(connection);
                await audit.WriteAsync(connection, Actor.Of(null, ask.Origin), AuditActions.ResetAsked, user?.Id);
                if (letter is not null)
                {
                    await ResetLinks.PutAsync(connection, tenant, link);
                    await outbox.PutAsync(connection, letter);
                }
            },
            Durability.Full,
            cancellationToken);
    }
}
